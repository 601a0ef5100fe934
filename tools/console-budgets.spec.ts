import { BUDGETS, weigh, type Account } from './console-budgets.mjs';

const PAGE = 'apps/console/src/app/';
const now = (path: string) => ({ path, kind: 'import-statement' });
const later = (path: string) => ({ path, kind: 'dynamic-import' });

const ACCOUNT: Account = {
  outputs: {
    'main.js': { entryPoint: 'apps/console/src/main.ts', imports: [now('core.js')] },
    'core.js': { imports: [later('shell.js'), later('home.js'), later('buy.js')] },
    'shell.js': { entryPoint: `${PAGE}shell/shell.ts`, imports: [later('palette.js')] },
    'palette.js': { imports: [] },
    'home.js': {
      entryPoint: `${PAGE}dashboard/dashboard-page.ts`,
      imports: [now('core.js'), now('table.js'), later('chart.js'), later('buy.js')],
    },
    'buy.js': { entryPoint: `${PAGE}purchase/purchase-page.ts`, imports: [now('table.js')] },
    'table.js': { imports: [] },
    'chart.js': {
      entryPoint: `${PAGE}dashboard/chart.ts`,
      imports: [{ path: 'https://elsewhere.test', kind: 'dynamic-import', external: true }],
    },
  },
};
const SIZES: Record<string, number> = {
  'index.html': 1,
  'main.js': 20,
  'core.js': 300,
  'shell.js': 4_000,
  'palette.js': 900_000_000,
  'home.js': 50_000,
  'table.js': 600_000,
  'chart.js': 7_000_000,
  'buy.js': 80_000_000,
};

describe('the weight of the console', () => {
  const weights = weigh(ACCOUNT, ['index.html', 'main.js'], (file) => SIZES[file] ?? NaN);

  it('is, at first, all that the dashboard needs, and nothing that is opened later', () => {
    expect(weights[0]).toEqual({
      name: 'initial transfer',
      bytes: 7_654_321,
      budget: BUDGETS.initial,
    });
  });

  it('is, of a page, what it loads itself: not the shell around it, not other pages', () => {
    expect(weights.slice(1)).toEqual([
      { name: 'purchase/purchase-page', bytes: 80_600_000, budget: BUDGETS.route },
      { name: 'dashboard/dashboard-page', bytes: 7_650_000, budget: BUDGETS.route },
    ]);
  });
});
