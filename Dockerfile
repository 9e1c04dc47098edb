# The emulator as a small image: docker build --tag insights-emulator . (docs/parallel-ci.md)

FROM node:20-alpine AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

# The same base: dist/ holds a code cache for this very build of Node.
FROM node:20-alpine
WORKDIR /emulator
COPY --from=build /source/package.json /source/openapi.yaml /source/LICENSE ./
COPY --from=build /source/fixtures ./fixtures
COPY --from=build /source/dist ./dist
USER node
EXPOSE 4620
# A variable, so that it holds for whatever stands behind the image's name.
ENV INSIGHTS_EMULATOR_HOST=0.0.0.0
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.INSIGHTS_EMULATOR_PORT ?? 4620}/_emulator/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/emulator/dist/cli.cjs"]
CMD ["serve"]
