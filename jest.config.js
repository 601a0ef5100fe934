const node = (displayName, testMatch, more = {}) => ({
  displayName,
  // Node itself imports tests and what they test: once for each worker, not once for each file.
  runtime: '<rootDir>/libs/testing/jest/native-runtime.mjs',
  testEnvironment: '<rootDir>/libs/testing/jest/native-environment.mjs',
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.purser'],
  testMatch,
  ...more,
});

const withDatabase = {
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.mjs',
};

/** @type {import('jest').Config} */
export default {
  testTimeout: 180_000,
  testSequencer: '<rootDir>/libs/testing/jest/slowest-first.mjs',
  // One more than cores: while one waits for the database or the browser, another works.
  maxWorkers: 3,
  // A worker that grew is replaced.
  workerIdleMemoryLimit: '1500MB',
  projects: [
    node('unit', [
      '<rootDir>/libs/**/*.spec.ts',
      '<rootDir>/apps/api/**/*.spec.ts',
      '<rootDir>/apps/stripe-sandbox/**/*.spec.ts',
      '<rootDir>/tools/**/*.spec.ts',
    ]),
    node(
      'integration',
      [
        '<rootDir>/libs/**/*.int-spec.ts',
        '<rootDir>/apps/api/**/*.int-spec.ts',
        '<rootDir>/tools/**/*.int-spec.ts',
      ],
      withDatabase,
    ),
    node('e2e', ['<rootDir>/apps/api/e2e/**/*.e2e-spec.ts'], withDatabase),
    '<rootDir>/apps/console/jest.config.js',
    node('browser', ['<rootDir>/apps/console/e2e/**/*.browser-spec.ts'], withDatabase),
  ],
};
