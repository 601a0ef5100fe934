import { ConsoleUnderTest, LOOKS, type Visit } from './support/console.js';

const PAGES = [
  { name: 'dashboard', heading: 'Dashboard' },
  { name: 'buy', heading: 'Buy tokens' },
  { name: 'history', heading: 'Balance history' },
  { name: 'purchases', heading: 'Purchases' },
  { name: 'subscription', heading: 'Subscription' },
  { name: 'auto-topup', heading: 'Auto top-up' },
  { name: 'alerts', heading: 'Low-balance alerts' },
  { name: 'payment-methods', heading: 'Payment methods' },
  { name: 'invoices', heading: 'Invoices' },
  { name: 'settings', heading: 'Settings' },
  { name: 'members', heading: 'Members' },
  { name: 'notifications', heading: 'Notifications' },
  { name: 'notifications/recipients', heading: 'Who is told' },
];

describe('every page in a browser', () => {
  let site: ConsoleUnderTest;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(30);
  });
  afterAll(() => site.close());

  const settled = async (visit: Visit, heading: string) => {
    await visit.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await visit.page.locator('pr-loading').first().waitFor({ state: 'detached' });
  };

  describe.each(LOOKS)('$scheme at $width px', (look) => {
    let visit: Visit;

    beforeAll(async () => {
      visit = await site.open(look);
      await visit.page.goto('/sign-in');
      await visit.page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await visit.keepPicture('sign-in');
      await visit.signIn('admin@acme.test');
    });
    afterAll(() => visit.end());

    it.each(PAGES)('$name is accessible, fits and says no error', async ({ name, heading }) => {
      const { Acme } = site.purser.demo.organizations;
      await visit.page.goto(`/o/${Acme}/${name}`);
      await settled(visit, heading);
      await visit.keepPicture(name.replaceAll('/', '-'));
      expect(await visit.accessibilityFaults()).toEqual([]);
      expect(await visit.scrollsSideways()).toBe(false);
      expect(visit.complaints).toEqual([]);
    });
  });

  it('shows a viewer neither the page nor the link to buy', async () => {
    const visit = await site.open();
    await visit.signIn('viewer@acme.test');
    await settled(visit, 'Dashboard');
    expect(await visit.page.getByRole('link', { name: 'Buy tokens' }).count()).toBe(0);
    await visit.page.goto(`/o/${site.purser.demo.organizations.Acme}/buy`);
    await visit.page.getByText('tokens.purchase').first().waitFor();
    await visit.keepPicture('not-permitted');
    await visit.end();
  });

  it('lets every demo person sign in and out with the keyboard alone', async () => {
    const visit = await site.open();
    await visit.page.goto('/sign-in');
    await visit.page.getByLabel('E-mail').focus();
    await visit.page.keyboard.type('admin@acme.test');
    await visit.page.getByLabel('Password', { exact: true }).focus();
    await visit.page.keyboard.type('purser-demo');
    await visit.page.keyboard.press('Enter');
    await settled(visit, 'Dashboard');
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('marks on the balance when an alert fired', async () => {
    const { organizations, apiKey } = site.purser.demo;
    const admin = await site.purser.http.signIn('admin@acme.test');
    const wallet = `/api/tokens/wallet/${organizations.Acme}`;
    const { body: standing } = await admin.get<{ available: number }>(`${wallet}/balance`);
    const made = await admin.post('/api/tokens/notifications/thresholds', {
      organizationId: organizations.Acme,
      kind: 'tokens',
      value: standing.available,
    });
    expect(made.status).toBe(201);
    const debit = { amount: 1_000, reference: 'below-the-mark' };
    expect((await site.purser.http.as(apiKey).post(`${wallet}/debits`, debit)).status).toBe(201);
    const visit = await site.open({ scheme: 'dark', width: 1440 });
    await visit.signIn('admin@acme.test');
    const bell = visit.page.getByRole('button', { name: /^Notifications/ });
    await bell.click();
    await visit.page
      .getByRole('dialog', { name: 'Notifications' })
      .getByText(/below/i)
      .first()
      .waitFor();
    await visit.page.goto(`/o/${organizations.Acme}/history?range=7`);
    await visit.page.getByText('Alert fired').waitFor();
    await visit.keepPicture('history-alert');
    expect(await visit.accessibilityFaults()).toEqual([]);
    await visit.page.getByRole('button', { name: 'Show as table' }).click();
    await visit.page.getByRole('cell', { name: /^Alert, below/ }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('changes the balance in place when a program spends', async () => {
    const { organizations, apiKey } = site.purser.demo;
    const visit = await site.open();
    await visit.signIn('admin@acme.test');
    await settled(visit, 'Dashboard');
    const program = site.purser.http.as(apiKey);
    const debit = await program.post<{ availableAfter: number }>(
      `/api/tokens/wallet/${organizations.Acme}/debits`,
      { amount: 1_234, reference: 'seen-live' },
    );
    expect(debit.status).toBe(201);
    const figure = debit.body.availableAfter.toLocaleString('en-US');
    await visit.page.getByText(figure).first().waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
