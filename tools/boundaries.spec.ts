import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const CONFIG = '.dependency-cruiser.js';

/** Each rule with one import that breaks it: the file it stands in, and what it imports. */
const PLANTED: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['layer-contracts', 'libs/contracts/src/planted.ts', '@purser/platform'],
  ['layer-platform', 'libs/platform/src/planted.ts', '@purser/audit'],
  ['layer-audit', 'libs/audit/src/planted.ts', '@purser/identity'],
  ['layer-identity', 'libs/identity/src/planted.ts', '@purser/wallet'],
  ['layer-packages', 'libs/packages/src/planted.ts', '@purser/wallet'],
  ['layer-wallet', 'libs/wallet/src/planted.ts', '@purser/purchases'],
  ['layer-payments', 'libs/payments/src/planted.ts', '@purser/invoices'],
  ['layer-invoices', 'libs/invoices/src/planted.ts', '@purser/payments'],
  ['layer-purchases', 'libs/purchases/src/planted.ts', '@purser/notifications'],
  ['layer-subscriptions', 'libs/subscriptions/src/planted.ts', '@purser/notifications'],
  ['layer-auto-topup', 'libs/auto-topup/src/planted.ts', '@purser/notifications'],
  ['layer-notifications', 'libs/notifications/src/planted.ts', '@purser/reports'],
  ['layer-reports', 'libs/reports/src/planted.ts', '@purser/notifications'],
  ['unknown-room', 'libs/helpers/src/planted.ts', '@purser/contracts'],
  ['no-cycles', 'libs/wallet/src/cycle-a.ts', './cycle-b.js'],
  ['through-the-door', 'apps/api/src/planted-door.ts', '../../../libs/wallet/src/inside.js'],
  ['by-name', 'libs/purchases/src/planted-path.ts', '../../wallet/src/index.js'],
  ['libs-know-no-app', 'libs/reports/src/planted-app.ts', '../../../apps/api/src/main.js'],
  ['apps-stand-alone', 'apps/api/src/planted.ts', '../../stripe-sandbox/src/main.js'],
  ['console-shares-contracts', 'apps/console/src/app/core/planted.ts', '@purser/wallet'],
  ['console-features-apart', 'apps/console/src/app/dashboard/planted.ts', '../purchase/page.js'],
  ['console-core-below-features', 'apps/console/src/app/core/up.ts', '../purchase/page.js'],
  ['testing-from-tests', 'libs/wallet/src/planted-test.ts', '@purser/testing'],
  ['contracts-stand-alone', 'libs/contracts/src/planted-npm.ts', 'rxjs'],
  ['one-payment-gateway', 'libs/purchases/src/planted-stripe.ts', 'stripe'],
  ['no-dev-dependency-at-run-time', 'libs/wallet/src/planted-dev.ts', 'fast-check'],
  ['resolvable', 'libs/wallet/src/planted-nowhere.ts', './nowhere.js'],
];

/** Imports that look alike and are allowed. */
const ALLOWED: readonly (readonly [file: string, imported: string])[] = [
  ['libs/purchases/src/fine.ts', '@purser/wallet'],
  ['libs/wallet/src/fine.spec.ts', '@purser/testing'],
  ['libs/wallet/src/fine.ts', './inside.js'],
  ['libs/payments/src/fine.ts', 'stripe'],
  ['apps/console/src/app/dashboard/fine.ts', '../core/fine.js'],
  ['apps/console/src/app/core/fine.ts', '@purser/contracts'],
];

const ROOMS = [
  ...['audit', 'auto-topup', 'contracts', 'identity', 'invoices', 'notifications', 'packages'],
  ...['payments', 'platform', 'purchases', 'reports', 'subscriptions', 'testing', 'wallet'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

function violationsIn(folder: string, roots: readonly string[]): Violation[] {
  const program = path.join(ROOT, 'node_modules/.bin/depcruise');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--config', CONFIG, '--output-type', 'json', ...roots],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${stderr}${stdout}`);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

function write(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

/** A house with a door in each room and the planted imports. */
function makeHouse(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'purser-boundaries-')));
  for (const file of [CONFIG, 'package.json'])
    fs.cpSync(path.join(ROOT, file), `${folder}/${file}`);
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const paths = Object.fromEntries(
    ROOMS.map((room) => [`@purser/${room}`, [`./libs/${room}/src/index.ts`]]),
  );
  write(folder, 'tsconfig.base.json', JSON.stringify({ compilerOptions: { paths } }));
  for (const room of ROOMS) write(folder, `libs/${room}/src/index.ts`, 'export const door = 1;\n');
  for (const file of [
    'apps/api/src/main.ts',
    'apps/console/src/app/purchase/page.ts',
    'apps/stripe-sandbox/src/main.ts',
    'libs/wallet/src/inside.ts',
  ]) {
    write(folder, file, 'export const inside = 1;\n');
  }
  for (const [file, imported] of [...ALLOWED, ...PLANTED.map(([, ...rest]) => rest)]) {
    write(folder, file, `import '${imported}';\nexport const planted = 1;\n`);
  }
  write(folder, 'libs/wallet/src/cycle-b.ts', "import './cycle-a.js';\nexport const b = 1;\n");
  return folder;
}

describe('the boundaries between the rooms', () => {
  let house: string;
  let violations: Violation[];

  beforeAll(() => {
    house = makeHouse();
    violations = violationsIn(house, ['libs', 'apps']);
  });

  afterAll(() => fs.rmSync(house, { recursive: true, force: true }));

  it.each(PLANTED)('%s catches what is planted in %s', (rule, file) => {
    const caught = violations.filter(({ from }) => from === file).map((each) => each.rule.name);
    expect(caught).toContain(rule);
  });

  it.each(ALLOWED)('lets %s import %s', (file) => {
    expect(violations.filter(({ from }) => from === file)).toEqual([]);
  });

  it('has a planted import for every rule', () => {
    const script = `import config from './${CONFIG}';
      console.log(JSON.stringify(config.forbidden.map((rule) => rule.name)))`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const rules = JSON.parse(printed) as string[];
    expect(rules.toSorted()).toEqual(PLANTED.map(([rule]) => rule).toSorted());
  });

  it('are kept by the real house', () => {
    const found = violationsIn(ROOT, ['libs', 'apps', 'tools', 'ormconfig.ts']);
    expect(found.map(({ from, rule }) => `${from}: ${rule.name}`)).toEqual([]);
  });
});
