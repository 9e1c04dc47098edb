/** Types belong to `tsc`; swc only strips them, so that a test file starts in milliseconds. */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs', ignoreDynamic: false },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(uuid|jose)/)'],
  testEnvironment: 'node',
  // All of them: on two cores Jest itself would take one.
  maxWorkers: '100%',
  // A busy machine is no failure: what hangs is found all the same.
  testTimeout: 30_000,
  setupFilesAfterEnv: ['<rootDir>/test/support/matchers.ts', '<rootDir>/test/support/described-fetch.ts'],
};
