/**
 * The drawing of docs/architecture.md as a program: `npm run boundaries`.
 *
 * A room may import the rooms named here, and contracts, through their doors. Nothing else.
 */
const LAYERS = {
  contracts: [],
  platform: [],
  audit: ['platform'],
  identity: ['audit', 'platform'],
  packages: ['identity', 'audit', 'platform'],
  wallet: ['identity', 'audit', 'platform'],
  payments: ['identity', 'audit', 'platform'],
  invoices: ['identity', 'audit', 'platform'],
};
LAYERS.purchases = ['packages', 'wallet', 'payments', 'invoices', ...LAYERS.packages];
LAYERS.subscriptions = ['purchases', ...LAYERS.purchases];
LAYERS['auto-topup'] = ['purchases', ...LAYERS.purchases];
LAYERS.notifications = ['subscriptions', 'auto-topup', ...LAYERS.subscriptions];
LAYERS.reports = ['subscriptions', 'auto-topup', ...LAYERS.subscriptions];

const TEST = '\\.(spec|int-spec|e2e-spec|browser-spec)\\.ts$';
const CONSOLE = '^apps/console/src/';

const layerRules = Object.entries(LAYERS).map(([room, below]) => ({
  name: `layer-${room}`,
  comment: `${room} may import ${['contracts', ...below].join(', ')}: news travels upwards as events.`,
  severity: 'error',
  from: { path: `^libs/${room}/`, pathNot: [TEST, '/testing/'] },
  to: { path: '^libs/', pathNot: `^libs/(${[room, 'contracts', ...below].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: 'unknown-room',
      comment: 'Every room has its place in the layers above.',
      severity: 'error',
      from: {
        path: '^libs/',
        pathNot: `^libs/(${[...Object.keys(LAYERS), 'testing'].join('|')})/`,
      },
      to: {},
    },
    {
      name: 'no-cycles',
      comment:
        'Files that need each other at run time are one file, or a third carries what both need.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'through-the-door',
      comment: 'A room is entered by its index.ts only; entities and DTOs stay inside.',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+)/' },
      to: { path: '^libs/[^/]+/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/'] },
    },
    {
      name: 'by-name',
      comment: 'Another room is imported as @purser/<room>, so that moving files changes nothing.',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+)/' },
      to: { path: '^libs/', pathNot: '^$1/', dependencyTypesNot: ['aliased-tsconfig'] },
    },
    {
      name: 'libs-know-no-app',
      comment: 'Apps wire the rooms; a room never knows who does.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/testing/' },
      to: { path: '^(apps/|ormconfig\\.ts$)' },
    },
    {
      name: 'apps-stand-alone',
      comment: 'Apps talk over HTTP. The API tests start the sandbox, nothing else crosses.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: [TEST, '/e2e/'] },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'console-shares-contracts',
      comment: 'Of the server side the console knows the contracts and nothing else.',
      severity: 'error',
      from: { path: CONSOLE },
      to: { path: '^libs/', pathNot: '^libs/contracts/' },
    },
    {
      name: 'console-features-apart',
      comment: 'Features of the console share through core and shared, never with each other.',
      severity: 'error',
      from: { path: `${CONSOLE}app/([^/]+)/` },
      to: {
        path: `${CONSOLE}app/[^/]+/`,
        pathNot: `${CONSOLE}app/($1|core|shared)/`,
      },
    },
    {
      name: 'console-core-below-features',
      comment: 'core and shared know no feature; shared builds on core, not the other way round.',
      severity: 'error',
      from: { path: `${CONSOLE}app/core/` },
      to: { path: `${CONSOLE}app/`, pathNot: `${CONSOLE}app/core/` },
    },
    {
      name: 'testing-from-tests',
      comment: 'What tests stand on never gets into what runs.',
      severity: 'error',
      from: {
        path: '^(libs|apps|tools|bench)/',
        pathNot: [TEST, '^libs/testing/', '/e2e/', '/testing/'],
      },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'contracts-stand-alone',
      comment: 'Contracts are read by the API, the console and programs: no framework in them.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: TEST },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'one-payment-gateway',
      comment: 'Stripe is spoken in one place.',
      severity: 'error',
      from: {
        path: '^(libs|apps)/',
        // Tests also act as whoever uses the provider's own dashboard.
        pathNot: [
          '^libs/payments/',
          '^libs/testing/',
          '^apps/stripe-sandbox/',
          '^apps/api/e2e/',
          TEST,
        ],
      },
      to: { path: 'node_modules/stripe/' },
    },
    {
      name: 'no-dev-dependency-at-run-time',
      comment: 'Production installs without development dependencies.',
      severity: 'error',
      from: {
        path: '^(libs|apps/(api|stripe-sandbox)/(src|migrations))/',
        pathNot: [TEST, '^libs/testing/', '/testing/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be resolved would pass every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.purser|\\.angular|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
    cache: false,
  },
};
