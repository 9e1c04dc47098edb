import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What each room of src/ may import besides itself and the leaves below; ARCHITECTURE.md says why. */
const ROOMS = {
  options: [],
  cli: ['options', 'clock', 'tls', 'exec', 'top'],
  http: [
    'operations',
    'control',
    'identity',
    'files',
    'sandbox',
    'faults',
    'options',
    'surfaces',
    'clock',
    'tls',
  ],
  proxy: ['http', 'tls'],
  operations: ['sandbox', 'schedule', 'query', 'surfaces', 'files', 'identity', 'callbacks', 'data'],
  control: [
    'sandbox',
    'schedule',
    'clock',
    'faults',
    'callbacks',
    'identity',
    'options',
    'surfaces',
    'query',
    'data',
  ],
  sandbox: [
    'clock',
    'schedule',
    'engine',
    'files',
    'callbacks',
    'faults',
    'identity',
    'surfaces',
    'options',
    'query',
    'data',
  ],
  schedule: ['clock', 'callbacks', 'query'],
  clock: [],
  callbacks: ['clock'],
  engine: ['files', 'query', 'data', 'clock'],
  files: ['query', 'data', 'clock'],
  query: ['data'],
  data: [],
  surfaces: ['data', 'query'],
  faults: ['clock'],
  identity: ['clock', 'options'],
  tls: ['options', 'clock'],
  exec: [],
  logging: ['options'],
  // What openapi.yaml says, as types and validators.
  generated: [],
  errors: [],
  primitives: [],
};
/** Any room may import these; they import no room themselves. */
const LEAVES = ['errors', 'primitives', 'generated'];
/** Where something goes wrong that only the log can tell. */
const LOGGING_ROOMS = ['cli', 'http', 'proxy', 'control', 'sandbox', 'callbacks', 'files'];

const TIME_AND_CHANCE = [
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Ask the sandbox clock, or clock/wall-clock.ts.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Ask the sandbox clock, or clock/wall-clock.ts.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Ask the seeded random source, or node:crypto for what must not be guessed.',
  },
];
/** The same on every platform and every build of Node. */
const EXACT = [
  {
    selector:
      'MemberExpression[object.name="Math"][property.name=/^(pow|exp|expm1|log|log2|log10|log1p|a?(sin|cos|tan)h?|atan2|cbrt|hypot)$/]',
    message: 'Its last digit differs between platforms: use + - * / on whole numbers.',
  },
  {
    selector: 'MemberExpression[property.name=/^(toLocale|localeCompare)/]',
    message: 'It goes by the locale of the machine.',
  },
];
const TIMERS = ['setTimeout', 'setInterval'].map((name) => ({ name, message: 'Use clock/wall-clock.ts.' }));
const INTL = { name: 'Intl', message: 'It differs between builds of Node.' };

export default defineConfig(
  globalIgnores(['dist*', 'src/generated', 'coverage', 'fixtures']),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers read well in texts.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `return send(answer)` leaves a function and says what it did last.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `||` is right where a blank text is as good as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // `() => {}` says as well as words that nothing is to be done.
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions', 'methods'] }],
      // Loops over columns count: an iterator costs several times the index.
      '@typescript-eslint/prefer-for-of': 'off',
      // Operations and routes share a shape; not all of them wait.
      '@typescript-eslint/require-await': 'off',
      // An index signature's members are read by ['name'], as the compiler asks.
      '@typescript-eslint/dot-notation': 'off',
      // There are none: syntax is erasable. To find that out takes a fifth of a run.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/include': ['src/**/*.ts'],
      'boundaries/files': [{ category: 'version', pattern: 'src/version.ts' }],
      'boundaries/elements': [
        ...Object.keys(ROOMS).map((room) => ({ type: room, pattern: `src/${room}` })),
        // index.ts and emulator.ts, which put the rooms together.
        { type: 'top', pattern: 'src' },
      ],
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies: policies() }],
      'boundaries/no-unknown-files': 'error',
      'no-restricted-syntax': ['error', ...TIME_AND_CHANCE, ...EXACT],
      'no-restricted-globals': ['error', ...TIMERS, INTL],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'express', message: 'Only http/ knows of it.' }] },
      ],
    },
  },
  {
    files: ['src/http/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['src/clock/wall-clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...EXACT], 'no-restricted-globals': ['error', INTL] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Bodies of answers are looked at by matchers, which take anything.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: nodeGlobals() },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
  },
  prettier,
);

function policies() {
  const allow = (from, to) => ({
    from: { element: { type: from } },
    allow: { to: { element: { types: { anyOf: to } } } },
  });
  return [
    // The one file beside them that any room may read.
    { from: { element: { type: '*' } }, allow: { to: { file: { categories: 'version' } } } },
    allow('top', ['top', ...Object.keys(ROOMS)]),
    ...Object.entries(ROOMS).map(([room, others]) => allow(room, [room, ...others, ...LEAVES])),
    ...LOGGING_ROOMS.map((room) => allow(room, ['logging'])),
  ];
}

function nodeGlobals() {
  const names =
    'console process performance fetch URL URLSearchParams Buffer AbortController AbortSignal setTimeout clearTimeout setImmediate structuredClone TextEncoder TextDecoder require module __dirname __filename';
  return Object.fromEntries(names.split(' ').map((name) => [name, 'readonly']));
}
