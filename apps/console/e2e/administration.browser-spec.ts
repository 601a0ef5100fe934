import { ConsoleUnderTest, LOOKS, type Visit } from './support/console.js';

const ADMIN_PAGES = [
  { path: 'api-keys', heading: 'API keys' },
  { path: 'webhooks', heading: 'Webhooks' },
  { path: 'webhooks/deliveries', heading: 'Webhooks' },
  { path: 'notification-log', heading: 'Notification log' },
  { path: 'audit', heading: 'Audit trail' },
  { path: 'audit/report', heading: 'Compliance report' },
  { path: 'finance', heading: 'Finance' },
  { path: 'books', heading: 'Books' },
];
const STAFF_PAGES = [
  { path: '/platform/jobs', heading: 'Jobs and runs' },
  { path: '/platform/jobs?view=runs', heading: 'Jobs and runs' },
  { path: '/platform/packages', heading: 'Packages and prices' },
  { path: '/platform/packages/new', heading: 'Add a package' },
  { path: '/platform/packages/custom-amounts', heading: 'Packages and prices' },
  { path: '/platform/packages/tax-and-seller', heading: 'Packages and prices' },
  { path: '/platform/reconciliation', heading: 'Reconciliation' },
  { path: '/platform/clock', heading: 'Sandbox clock' },
];

describe('administration in a browser', () => {
  let site: ConsoleUnderTest;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(30);
  });
  afterAll(() => site.close());

  const settled = async (visit: Visit, heading: string) => {
    await visit.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await visit.page.locator('pr-loading').first().waitFor({ state: 'detached' });
  };

  const nameOf = (path: string) =>
    path.replace('/platform/', '').replaceAll('/', '-').replace('?view=', '-');

  const faultless = async (visit: Visit) => {
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.scrollsSideways()).toBe(false);
    expect(visit.complaints).toEqual([]);
  };

  describe.each(LOOKS)('$scheme at $width px', (look) => {
    let visit: Visit;
    let staff: Visit;

    beforeAll(async () => {
      visit = await site.open(look);
      await visit.signIn('admin@acme.test');
      staff = await site.open(look);
      await staff.signIn('root@purser.test');
    });
    afterAll(async () => {
      await visit.end();
      await staff.end();
    });

    it.each(ADMIN_PAGES)('$path is accessible, fits and says no error', async (one) => {
      await visit.page.goto(`/o/${site.purser.demo.organizations.Acme}/${one.path}`);
      await settled(visit, one.heading);
      await visit.keepPicture(nameOf(one.path));
      await faultless(visit);
    });

    it('a record of the audit trail opens beside the list', async () => {
      await visit.page.goto(`/o/${site.purser.demo.organizations.Acme}/audit`);
      await visit.page.getByText(/Chain verified/).waitFor();
      await visit.page.locator('tbody a').first().click();
      await visit.page.getByText('Matches').waitFor();
      await visit.keepPicture('audit-record');
      await faultless(visit);
    });

    it.each(STAFF_PAGES)('$path is accessible, fits and says no error', async (one) => {
      await staff.page.goto(one.path);
      await settled(staff, one.heading);
      await staff.keepPicture(nameOf(one.path));
      await faultless(staff);
    });

    it('the agreed prices of an organization are accessible, fit and say no error', async () => {
      await staff.page.goto(`/o/${site.purser.demo.organizations.Acme}/prices`);
      await settled(staff, 'Agreed prices');
      await staff.keepPicture('prices');
      await faultless(staff);
    });

    it('a job opens beside the list', async () => {
      await staff.page.goto('/platform/jobs?job=processTokenExpiration');
      await staff.page.getByRole('button', { name: 'Run now' }).waitFor();
      await staff.page
        .getByText('Last run', { exact: true })
        .or(staff.page.getByText('It has not run yet.'))
        .first()
        .waitFor();
      await staff.keepPicture('job');
      await faultless(staff);
    });
  });

  describe('what people do', () => {
    let visit: Visit;
    const acme = () => site.purser.demo.organizations.Acme;
    const begin = async (email: string, to: string) => {
      visit = await site.open();
      await visit.signIn(email, to);
    };
    afterEach(async () => {
      expect(visit.complaints).toEqual([]);
      await visit.end();
    });

    it('an admin creates an API key, keeps its secret, and revokes it', async () => {
      await begin('admin@acme.test', `/o/${acme()}/api-keys`);
      const { page } = visit;
      await page.getByRole('button', { name: 'Create a key' }).click();
      await page.getByLabel('Name').fill('nightly export');
      await page.getByRole('checkbox', { name: /tokens\.view/ }).check();
      await page.getByRole('button', { name: 'Create the key' }).click();
      const secret = await page.getByLabel('API key', { exact: true }).inputValue();
      await visit.keepPicture('api-key-created');
      expect(await visit.accessibilityFaults()).toEqual([]);
      await page.getByRole('checkbox', { name: 'I have kept it' }).check();
      await page.getByRole('button', { name: 'Done' }).click();
      const program = site.purser.http.as(secret);
      const balance = `/api/tokens/wallet/${acme()}/balance`;
      expect((await program.get(balance)).status).toBe(200);
      await page.getByRole('button', { name: 'Revoke nightly export' }).click();
      await visit.keepPicture('api-key-revoke');
      await page.getByRole('button', { name: 'Revoke the key' }).click();
      await page.getByText('Revoked', { exact: true }).waitFor();
      expect((await program.get(balance)).status).toBe(401);
    });

    it('anybody jumps anywhere with the keyboard alone', async () => {
      await begin('admin@acme.test', `/o/${acme()}/dashboard`);
      const { page } = visit;
      await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /^Search pages/ }).waitFor();
      await visit.keepPicture('palette');
      expect(await visit.accessibilityFaults()).toEqual([]);
      await page.keyboard.type('audit');
      await page.getByRole('option', { name: /Audit trail/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await visit.keepPicture('keyboard');
      expect(await visit.accessibilityFaults()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('g');
      await page.keyboard.press('p');
      await page.getByRole('heading', { level: 1, name: 'Purchases' }).waitFor();
    });

    it('a pasted id leads to what it names', async () => {
      const admin = await site.purser.http.signIn('admin@acme.test');
      const list = await admin.get<{ data: { referenceId: string }[] }>(
        `/api/tokens/purchase?organizationId=${acme()}&limit=1`,
      );
      const reference = list.body.data[0]?.referenceId ?? '';
      await begin('admin@acme.test', `/o/${acme()}/dashboard`);
      const { page } = visit;
      await page.getByRole('button', { name: 'Search or jump to' }).click();
      await page.getByRole('combobox', { name: /^Search pages/ }).fill(reference);
      await page.getByRole('option', { name: /^Purchase/ }).waitFor();
      await visit.keepPicture('palette-found');
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`/purchases/${reference}`));
    });

    it('root adds a package, and buyers are offered it', async () => {
      await begin('root@purser.test', '/platform/packages/new');
      const { page } = visit;
      await page.getByLabel('Name').fill('Sprint');
      await page.getByLabel('Tokens', { exact: true }).fill('10,000');
      await page.getByRole('textbox', { name: 'Price' }).fill('12.50');
      await visit.keepPicture('package-filled');
      await page.getByRole('button', { name: 'Add the package' }).click();
      await page.getByRole('link', { name: 'Sprint' }).waitFor();
      const admin = await site.purser.http.signIn('admin@acme.test');
      const offered = await admin.get<{ data: { name: string }[] }>(
        `/api/tokens/packages?organizationId=${acme()}`,
      );
      expect(offered.body.data.map(({ name }) => name)).toContain('Sprint');
    });

    it('root agrees a price, warned of the one it overlaps', async () => {
      await begin('root@purser.test', `/o/${acme()}/prices?create=price`);
      const { page } = visit;
      await page.getByLabel('For', { exact: true }).selectOption({ label: 'Growth' });
      await page.getByLabel('Price', { exact: true }).fill('199');
      await visit.keepPicture('price-agreeing');
      expect(await visit.accessibilityFaults()).toEqual([]);
      await page.getByRole('button', { name: 'Agree the price' }).click();
      await page.getByText('$199.00').waitFor();
    });

    it('an admin adds a webhook endpoint and keeps its secret', async () => {
      await begin('admin@acme.test', `/o/${acme()}/webhooks`);
      const { page } = visit;
      await page.getByRole('button', { name: 'Add an endpoint' }).first().click();
      await page.getByLabel('Address').fill('https://hooks.example.com/purser');
      await page.getByRole('checkbox', { name: /All events/ }).uncheck();
      await page.getByRole('checkbox', { name: /purchase\.completed/ }).check();
      await visit.keepPicture('webhook-adding');
      expect(await visit.accessibilityFaults()).toEqual([]);
      await page.getByRole('button', { name: 'Add the endpoint' }).click();
      expect(await page.getByLabel('Signing secret').inputValue()).toMatch(/^whsec_/);
      await page.getByRole('checkbox', { name: 'I have kept it' }).check();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('https://hooks.example.com/purser').waitFor();
      await visit.keepPicture('webhooks-one');
      expect(await visit.accessibilityFaults()).toEqual([]);
    });

    it('root runs a job, and moves the clock by a day', async () => {
      await begin('root@purser.test', '/platform/jobs?job=checkLowBalanceThresholds');
      const { page } = visit;
      await page.getByRole('button', { name: 'Run now' }).click();
      await page.getByText('It ran.').waitFor();
      await visit.keepPicture('job-ran');
      await page.getByRole('link', { name: 'Sandbox clock' }).click();
      await page.getByRole('button', { name: /^Move to/ }).click();
      await page.getByText(/\d+ runs, .* done/).waitFor({ timeout: 150_000 });
      await visit.keepPicture('clock-moved');
      expect(await visit.accessibilityFaults()).toEqual([]);
    });
  });
});
