import type { CataloguePackageView, OrganizationPriceView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, NOW, problem, staff } from '../../testing/views.js';
import { AgreedPricesPage } from './agreed-prices-page.js';
import { agreementState, overlapping, prevails } from './agreements.js';
import routes from './packages.routes.js';

const LIST = '/api/tokens/catalogue/packages?';
const PRICES = `/api/organizations/${ACME}/prices`;

function item(more: Partial<CataloguePackageView> = {}): CataloguePackageView {
  return {
    id: 'package-growth',
    name: 'Growth',
    description: 'For teams',
    tokens: 250_000,
    bonusTokens: 12_500,
    validityDays: 365,
    active: true,
    prices: [
      { amount: 22_500, currency: 'USD' },
      { amount: 33_000, currency: 'JPY' },
    ],
    version: 3,
    createdAt: NOW,
    createdBy: 'root@purser.test',
    updatedAt: NOW,
    updatedBy: 'root@purser.test',
    ...more,
  };
}

function agreed(more: Partial<OrganizationPriceView> = {}): OrganizationPriceView {
  return {
    id: 'price-1',
    organizationId: ACME,
    packageId: 'package-growth',
    currency: 'USD',
    price: { amount: 20_000, currency: 'USD' },
    pricePerThousand: null,
    validFrom: '2026-06-01T04:00:00.000Z',
    validTo: '2026-08-01T04:00:00.000Z',
    createdAt: NOW,
    createdBy: 'root@purser.test',
    ...more,
  };
}

const root = () => ({ ...staff(), platformPermissions: ['platform.admin' as const] });

async function open(url: string) {
  const console = await Console.open({
    user: root(),
    routes: [
      { path: 'platform/packages', children: routes },
      { path: 'prices', component: AgreedPricesPage },
    ],
  });
  const harness = await console.visit(url);
  const element = harness.fixture.nativeElement as HTMLElement;
  const dialog = () => {
    const found = element.querySelector('dialog');
    if (!found) throw new Error('No dialog is open');
    return found;
  };
  return { console, element, dialog };
}

function type(root: Element, selector: string, value: string): void {
  const field = root.querySelector<HTMLInputElement>(selector);
  if (!field) throw new Error(`There is no ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event('input'));
  field.dispatchEvent(new Event('change'));
}

describe('PackageList', () => {
  it('lists packages with every price', async () => {
    const { console, element } = await open('/platform/packages');
    const withdrawn = item({ id: 'p-2', name: 'Old', active: false, validityDays: null });
    await console.answer(LIST, { data: [item(), withdrawn], nextCursor: null });
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain('Growth For teams Offered 250,000 tokens + 12,500 bonus $225.00 USD');
    expect(rows[0]).toContain('¥33,000 JPY valid for 365 days');
    expect(rows[1]).toContain('Old For teams Withdrawn');
    expect(rows[1]).toContain('Never expire');
    expect(textOf(element)).toContain('2 packages, 1 offered');
  });

  it('stands as buyers see it, the smallest first, where one page holds everything', async () => {
    const { console, element } = await open('/platform/packages');
    const small = item({ id: 'p-2', name: 'Starter', tokens: 50_000 });
    await console.answer(LIST, { data: [item(), small], nextCursor: null });
    const names = [...element.querySelectorAll('tbody a')].map(textOf);
    expect(names).toEqual(['Starter', 'Growth']);
    expect(element.querySelector('.btn.filled')?.textContent).toContain('Add a package');
  });

  it('withdraws a package after saying what that means, from the version it read', async () => {
    const { console, element, dialog } = await open('/platform/packages');
    await console.answer(LIST, { data: [item()], nextCursor: null });
    control(element, 'Withdraw Growth').click();
    await console.settle();
    expect(textOf(dialog())).toContain('is canceled when its next charge is due');
    control(dialog(), 'Withdraw it').click();
    await console.settle();
    const put = console.http.expectOne('/api/tokens/packages/package-growth');
    expect(put.request.headers.get('if-match')).toBe('"3"');
    expect(put.request.body).toMatchObject({ name: 'Growth', active: false });
    put.flush(problem('precondition-failed', 412), { status: 412, statusText: '' });
    await console.settle();
    expect(textOf(dialog())).toContain('Nothing was changed.');
  });

  it('says that there is none, and what did not load', async () => {
    const empty = await open('/platform/packages');
    await empty.console.answer(LIST, { data: [], nextCursor: null });
    expect(textOf(empty.element)).toContain('No packages yet');
    TestBed.resetTestingModule();
    const failed = await open('/platform/packages');
    await failed.console.answer(LIST, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The list of packages did not load.');
  });
});

describe('PackagePage', () => {
  it('adds a package, with what buyers will see beside it', async () => {
    const { console, element } = await open('/platform/packages/new');
    type(element, '#package-name', 'Scale');
    type(element, '#package-tokens', '500,000');
    type(element, '#package-bonus', '50000');
    type(element, '#amount-0', '399');
    control(element, 'Add a currency').click();
    await console.settle();
    type(element, '#currency-1', 'jpy');
    type(element, '#amount-1', '58000');
    await console.settle();
    expect(textOf(element.querySelector('.beside'))).toContain(
      'Scale 500,000 tokens + 50,000 bonus Good for 365 days USD $399.00 $0.80 per 1,000, $0.73',
    );
    control(element, 'Add the package').click();
    await console.settle();
    const post = console.http.expectOne('/api/tokens/packages');
    expect(post.request.body).toEqual({
      name: 'Scale',
      description: '',
      tokens: 500_000,
      bonusTokens: 50_000,
      validityDays: 365,
      active: true,
      prices: [
        { currency: 'USD', amount: 39_900 },
        { currency: 'JPY', amount: 58_000 },
      ],
    });
    post.flush(item(), { status: 201, statusText: '' });
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/platform/packages');
  });

  it('says at each field what is wrong before it asks the server', async () => {
    const { console, element } = await open('/platform/packages/new');
    type(element, '#currency-0', 'US');
    control(element, 'Add the package').click();
    await console.settle();
    const text = textOf(element);
    expect(text).toContain('Give it a name.');
    expect(text).toContain('Enter a whole number above zero.');
    expect(text).toContain('Use a three-letter code.');
    console.http.expectNone('/api/tokens/packages');
  });

  it('changes a package, and keeps what was typed when somebody else was first', async () => {
    const { console, element } = await open('/platform/packages/package-growth');
    await console.answer('/api/tokens/packages/package-growth', item());
    type(element, '#package-name', 'Growth plus');
    control(element, 'Save the package').click();
    await console.settle();
    await console.answer(
      '/api/tokens/packages/package-growth',
      problem('precondition-failed', 412),
      412,
    );
    expect(textOf(element)).toContain('Nothing was saved.');
    expect(element.querySelector<HTMLInputElement>('#package-name')?.value).toBe('Growth plus');
    control(element, 'Take what stands there').click();
    const other = item({ name: 'Growth 2', version: 4 });
    await console.answer('/api/tokens/packages/package-growth', other);
    expect(element.querySelector<HTMLInputElement>('#package-name')?.value).toBe('Growth 2');
  });

  it('shows at its field what the server refused, and a package that is none', async () => {
    const { console, element } = await open('/platform/packages/package-growth');
    await console.answer('/api/tokens/packages/package-growth', item());
    control(element, 'Save the package').click();
    const errors = [{ pointer: '/prices/1/amount', detail: 'must be a multiple of 10' }];
    await console.answer(
      '/api/tokens/packages/package-growth',
      problem('invalid-request', 400, { errors }),
      400,
    );
    expect(textOf(element.querySelector('#amount-hint-1'))).toBe('It must be a multiple of 10.');
    TestBed.resetTestingModule();
    const missing = await open('/platform/packages/none');
    await missing.console.answer('/api/tokens/packages/none', problem('not-found', 404), 404);
    expect(textOf(missing.element)).toContain('There is no such package');
  });
});

describe('the other parts of the catalogue', () => {
  it('lists and replaces the tiers of custom amounts', async () => {
    const { console, element, dialog } = await open('/platform/packages/custom-amounts');
    expect(textOf(element)).not.toContain('Add a package');
    const tiers = [
      { fromTokens: 0, perThousandMilliMinor: 100_000, pricePerThousand: '1.00' },
      { fromTokens: 100_000, perThousandMilliMinor: 92_000, pricePerThousand: '0.92' },
    ];
    const prices = '/api/tokens/catalogue/custom-prices';
    const list = { currency: 'USD', validityDays: 365, tiers };
    await console.answer(`${prices}?`, { data: [list], nextCursor: null });
    expect(textOf(element)).toContain('100,001 $0.92');
    control(element, 'Change the prices in USD').click();
    await console.settle();
    type(dialog(), '#tier-from-1', '0');
    control(dialog(), 'Save the prices').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Must be above the tier before it.');
    type(dialog(), '#tier-from-1', '200,000');
    control(dialog(), 'Save the prices').click();
    await console.settle();
    const put = console.http.expectOne(`${prices}/USD`);
    expect(put.request.body).toEqual({
      validityDays: 365,
      tiers: [
        { fromTokens: 0, perThousandMilliMinor: 100_000 },
        { fromTokens: 200_000, perThousandMilliMinor: 92_000 },
      ],
    });
    put.flush(list);
    await console.answer(`${prices}?`, { data: [list], nextCursor: null });
    expect(element.querySelector('dialog')).toBeNull();
  });

  it('shows and sets the seller and the tax rates', async () => {
    const { console, element, dialog } = await open('/platform/packages/tax-and-seller');
    await console.answer('/api/tokens/catalogue/seller', problem('not-offered', 422), 422);
    const rate = {
      country: 'DE',
      percent: '19',
      validFrom: '2026-01-01',
      validTo: null,
      reverseChargeArea: 'EU',
    };
    const rates = '/api/tokens/catalogue/tax-rates';
    await console.answer(`${rates}?`, { data: [rate], nextCursor: null });
    expect(textOf(element.querySelector('tbody tr'))).toContain(
      'DE 19% In force from Jan 1 Open EU',
    );
    expect(textOf(element)).toContain('Nobody sells yet');
    control(element, 'Set the seller').click();
    await console.settle();
    type(dialog(), '#seller-name', 'Purser Inc.');
    type(dialog(), '#seller-address', '1 Main St\nNew York');
    type(dialog(), '#seller-country', 'us');
    control(dialog(), 'Save the seller').click();
    await console.settle();
    const put = console.http.expectOne('/api/tokens/catalogue/seller');
    expect(put.request.body).toEqual({
      name: 'Purser Inc.',
      addressLines: ['1 Main St', 'New York'],
      country: 'US',
      taxId: null,
    });
    put.flush(put.request.body as object);
    await console.answer('/api/tokens/catalogue/seller', put.request.body as object);
    expect(textOf(element)).toContain('Purser Inc. 1 Main St New York');
    control(element, 'Change the rate of DE').click();
    await console.settle();
    type(dialog(), '#rate-percent', '101');
    control(dialog(), 'Save the rate').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Enter a number from 0 to 100.');
    type(dialog(), '#rate-percent', '20');
    control(dialog(), 'Save the rate').click();
    await console.settle();
    const { country, ...body } = rate;
    const set = console.http.expectOne(`${rates}/${country}`);
    expect(set.request.body).toEqual({ ...body, percent: '20' });
  });
});

describe('AgreedPricesPage', () => {
  const answerBoth = async (console: Console, prices: OrganizationPriceView[]) => {
    await console.answer(PRICES, { data: prices, nextCursor: null });
    await console.answer(LIST, { data: [item()], nextCursor: null });
  };

  it('lists what is agreed beside the catalogue, and which of several counts', async () => {
    const { console, element } = await open('/prices');
    const newer = agreed({ id: 'price-2', validFrom: '2026-06-10T04:00:00.000Z', validTo: null });
    await answerBoth(console, [newer, agreed()]);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain('In force $200.00 catalogue $225.00, 11% less from Jun 10, 00:00');
    expect(rows[1]).toContain('Another holds');
    expect(textOf(element)).toContain('2 agreements, 1 in force');
  });

  it('agrees a price, and says beforehand which others it overlaps', async () => {
    const { console, dialog } = await open('/prices?create=price');
    const later = agreed({ id: 'price-3', validFrom: '2026-09-01T04:00:00.000Z', validTo: null });
    await answerBoth(console, [agreed(), later]);
    type(dialog(), '#price-what', 'package-growth');
    type(dialog(), '#price-amount', '190');
    type(dialog(), '#price-from', '2026-07-01');
    await console.settle();
    expect(textOf(dialog())).toContain('$190.00 net, $0.76 per 1,000. The catalogue says $225.00.');
    const note = textOf(dialog().querySelector('.note'));
    expect(note).toContain('It overlaps 2 other agreements.');
    expect(note).toContain('until Aug 1: from Jul 1 this one counts instead.');
    expect(note).toContain('it begins later, so from Sep 1 it counts instead of this one.');
    control(dialog(), 'Agree the price').click();
    await console.settle();
    const post = console.http.expectOne((one) => one.method === 'POST');
    expect(post.request.body).toEqual({
      packageId: 'package-growth',
      amount: 19_000,
      currency: 'USD',
      validFrom: '2026-07-01T04:00:00.000Z',
    });
    post.flush(problem('already-exists', 409), { status: 409, statusText: '' });
    await console.settle();
    expect(textOf(dialog())).toContain('Detail of already-exists. No price was agreed.');
  });

  it('agrees a price of custom amounts, at once, until a day', async () => {
    const { console, dialog } = await open('/prices?create=price');
    await answerBoth(console, []);
    type(dialog(), '#price-what', 'custom');
    type(dialog(), '#price-amount', '0.875');
    type(dialog(), '#price-to', '2026-12-31');
    await console.settle();
    control(dialog(), 'Agree the price').click();
    await console.settle();
    const post = console.http.expectOne((one) => one.method === 'POST');
    expect(post.request.body).toEqual({
      currency: 'USD',
      perThousandMilliMinor: 87_500,
      validTo: '2027-01-01T05:00:00.000Z',
    });
  });

  it('withdraws one after saying what counts then', async () => {
    const { console, element, dialog } = await open('/prices');
    await answerBoth(console, [agreed()]);
    control(element, 'Withdraw $200.00 for Growth').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Acme no longer pays $200.00.');
    control(dialog(), 'Withdraw it').click();
    await console.settle();
    console.http.expectOne(`${PRICES}/price-1`).flush(null, { status: 204, statusText: '' });
    await console.answer(PRICES, { data: [], nextCursor: null });
    expect(textOf(element)).toContain('Acme pays what the catalogue says.');
  });
});

describe('agreements', () => {
  const nowMs = Date.parse(NOW);
  it('stand as they began and ended', () => {
    const one = agreed();
    expect(agreementState(one, [one], nowMs)).toBe('holds');
    expect(agreementState(one, [one], Date.parse('2026-08-01T04:00:00Z'))).toBe('ended');
    expect(agreementState(one, [one], Date.parse('2026-05-01T04:00:00Z'))).toBe('later');
    const twin = agreed({ id: 'price-2' });
    expect(agreementState(one, [one, twin], nowMs)).toBe('superseded');
    expect(agreementState(twin, [one, twin], nowMs)).toBe('holds');
    expect(agreementState(one, [one, agreed({ id: 'x', packageId: null })], nowMs)).toBe('holds');
  });

  it('overlap where both hold; ends are exclusive', () => {
    const planned = { packageId: 'package-growth', validFrom: '2026-08-01T04:00:00.000Z' };
    expect(overlapping({ ...planned, validTo: null }, [agreed()])).toEqual([]);
    const before = { ...planned, validFrom: '2026-07-31T04:00:00.000Z', validTo: null };
    expect(overlapping(before, [agreed()])).toHaveLength(1);
    expect(prevails(before, agreed())).toBe(true);
    expect(prevails(agreed(), before)).toBe(false);
  });
});
