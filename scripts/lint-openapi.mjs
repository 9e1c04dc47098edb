/** Holds openapi.yaml to the linter's strictest rules; prints each problem, and fails if there is one. */
import { createConfig, lint } from '@redocly/openapi-core';
import { fileURLToPath } from 'node:url';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    // Examples are held to the schemas as written. Without this the linter closes every subschema, and so refuses any if/then/else;
    // the schemas close themselves.
    'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true },
  },
});
const problems = await lint({ ref: fileURLToPath(new URL('../openapi.yaml', import.meta.url)), config });
for (const { ruleId, message, location } of problems)
  console.error(`${ruleId}: ${message} at ${location[0]?.pointer}`);
process.exitCode = problems.length === 0 ? 0 : 1;
