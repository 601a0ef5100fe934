import js from '@eslint/js';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

const TESTS = [
  '**/*.{spec,int-spec,e2e-spec,browser-spec}.ts',
  'libs/testing/**',
  'apps/**/e2e/**',
];

const SET_CONFIG =
  'set_config() never reaches the workers of a Citus cluster: UnitOfWork runs SET LOCAL.';
const forwardRef = [
  {
    selector: "CallExpression[callee.name='forwardRef']",
    message: 'Rooms form no cycles: an event or a lower room carries what both need.',
  },
];
const everywhere = [
  ...forwardRef,
  { selector: 'Literal[value=/set_config\\(/]', message: SET_CONFIG },
  { selector: 'TemplateElement[value.raw=/set_config\\(/]', message: SET_CONFIG },
];
const exactNumbers = [
  {
    selector: "CallExpression[callee.name='parseFloat']",
    message: 'Tokens and money are whole numbers: never a float.',
  },
  {
    selector: "CallExpression[callee.property.name='toFixed']",
    message: 'Tokens and money are whole numbers: format them by the currency’s exponent.',
  },
];
const MACHINE_TIME = 'Time comes from Clock; machine time only where domain.md section 11 says so.';
const virtualTime = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: MACHINE_TIME },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: MACHINE_TIME,
  },
];

const HTTP_EXCEPTIONS = [
  'BadRequestException',
  'ConflictException',
  'ForbiddenException',
  'HttpException',
  'InternalServerErrorException',
  'NotFoundException',
  'UnauthorizedException',
  'UnprocessableEntityException',
];

const restrict = (...rules) => ({
  'no-restricted-syntax': ['error', ...everywhere, ...rules.flat()],
});

const typeChecked = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-for-in-array': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/restrict-plus-operands': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.purser/', '.angular/', 'coverage/', 'test-results/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 70],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
    },
  },
  {
    // The type checker knows which names exist.
    files: ['**/*.{js,mjs}'],
    rules: {
      'no-undef': 'off',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...typeChecked,
      // It leaves files with decorators alone, where an import may be needed at run time.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      ...restrict(),
    },
  },
  {
    // A database function runs on the worker that holds the rows, so there it does reach them.
    files: ['apps/api/migrations/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...forwardRef] },
  },
  { files: ['libs/**/*.ts'], rules: restrict(exactNumbers, virtualTime) },
  {
    files: ['libs/**/*.ts', 'apps/api/**/*.ts'],
    ignores: ['libs/platform/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: HTTP_EXCEPTIONS,
              message: 'Refusals are DomainErrors; only platform knows how HTTP says them.',
            },
          ],
        },
      ],
    },
  },
  {
    files: [
      'libs/platform/src/clock/**',
      'libs/platform/src/idempotency/**',
      'libs/identity/src/sessions/**',
      'libs/identity/src/api-keys/**',
      'libs/identity/src/login/**',
      'libs/identity/src/machine-clock.ts',
    ],
    rules: restrict(exactNumbers),
  },
  {
    files: ['apps/console/src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: 'apps/console/tsconfig.spec.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@angular-eslint/component-class-suffix': 'off',
      '@angular-eslint/component-selector': [
        'error',
        { type: 'element', prefix: 'pr', style: 'kebab-case' },
      ],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: 'pr', style: 'camelCase' },
      ],
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
    },
  },
  {
    files: ['apps/console/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      ...restrict(),
    },
  },
);
