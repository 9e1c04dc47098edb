/**
 * The page of Swagger UI, which stands beside its assets and the description it shows.
 * Everything comes from the emulator: no script of another host, no validator badge, no script within the page.
 */
export function swaggerPage(title: string): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeText(title)}</title>
    <link rel="stylesheet" href="./swagger-ui.css">
    <link rel="stylesheet" href="./index.css">
    <link rel="icon" type="image/png" sizes="32x32" href="./favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="./swagger-ui-bundle.js"></script>
    <script src="./swagger-initializer.js"></script>
  </body>
</html>
`;
}

/** The text of `swagger-initializer.js`. */
export const SWAGGER_INITIALIZER = `const page = SwaggerUIBundle({
  url: './openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  // Any token will do unless the emulator is strict; one of the user's own, which is kept, stays.
  onComplete: () => {
    if ((localStorage.getItem('authorized') ?? '{}') !== '{}') return;
    const schema = page.specSelectors.securityDefinitions().get('bearer');
    page.authActions.authorize({ bearer: { name: 'bearer', schema, value: 'swagger-ui' } });
  },
});
`;

/** Files of swagger-ui-dist that the page needs, with their media types. LICENSE and NOTICE go with them into the package. */
export const SWAGGER_ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Styles are let in because Swagger UI sets some on its elements; its pictures are `data:` URLs. */
export const SWAGGER_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * openapi.json, as Swagger UI is to have it: it fills in every example, and with those of filters and of the sandbox a list would find
 * nothing. They are told instead.
 */
export function parseDescription(text: string): ApiDescription {
  // Generated from openapi.yaml by our own script, whose shape a test holds.
  return JSON.parse(text, (_key, value: unknown) =>
    isOptionalWithExample(value) ? toldOf(value) : value,
  ) as ApiDescription;
}

interface OptionalParameter {
  readonly description?: string;
  readonly example: unknown;
}

/** A query to be tried stays, what gives a stream an end, and what has a sign-in end on a page instead of elsewhere. */
const FILLED_IN: ReadonlySet<unknown> = new Set(['exportQuery', 'until', 'redirect_uri', 'response_mode']);

function isOptionalWithExample(value: unknown): value is OptionalParameter {
  if (typeof value !== 'object' || value === null || !('example' in value) || !('in' in value)) return false;
  return !('required' in value && value.required === true) && !('name' in value && FILLED_IN.has(value.name));
}

function toldOf({ example, description = '', ...parameter }: OptionalParameter): unknown {
  return { ...parameter, description: `${description} For instance \`${String(example)}\`.`.trim() };
}

/** The description as one surface serves it in one sandbox; `prefix` is `/sandbox/{name}`, or empty. A file's path names its sandbox itself. */
export function describeSurface(
  description: ApiDescription,
  prefix: string,
  basePath: string,
): ApiDescription {
  const inSandbox = [{ url: prefix === '' ? '/' : prefix }];
  const paths = Object.entries(description.paths).map(([path, item]) => {
    const isElsewhere = item.servers !== undefined && !path.startsWith('/reports/');
    return [path, isElsewhere ? { ...item, servers: inSandbox } : item] as const;
  });
  return { ...description, servers: [{ url: `${prefix}${basePath}` }], paths: Object.fromEntries(paths) };
}

export interface ApiDescription {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, { readonly servers?: readonly { readonly url: string }[] }>>;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
