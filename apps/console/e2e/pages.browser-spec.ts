import { eventually } from '@purser/testing';
import { ConsoleUnderTest, LOOKS, type Visit } from './support/console.js';

interface PageShown {
  /** Within the organization, unless it begins with a slash. */
  readonly path: string;
  readonly heading: string;
}

// Pages with the same heading do not follow each other: the heading tells that the next one stands.
const ADMIN_PAGES: readonly PageShown[] = [
  { path: 'dashboard', heading: 'Dashboard' },
  { path: 'buy', heading: 'Buy tokens' },
  { path: 'history', heading: 'Balance history' },
  { path: 'purchases', heading: 'Purchases' },
  { path: 'subscription', heading: 'Subscription' },
  { path: 'auto-topup', heading: 'Auto top-up' },
  { path: 'alerts', heading: 'Low-balance alerts' },
  { path: 'payment-methods', heading: 'Payment methods' },
  { path: 'invoices', heading: 'Invoices' },
  { path: 'settings', heading: 'Settings' },
  { path: 'members', heading: 'Members' },
  { path: 'notifications', heading: 'Notifications' },
  { path: 'notifications/recipients', heading: 'Who is told' },
  { path: 'webhooks', heading: 'Webhooks' },
  { path: 'api-keys', heading: 'API keys' },
  { path: 'webhooks/deliveries', heading: 'Webhooks' },
  { path: 'notification-log', heading: 'Notification log' },
  { path: 'audit', heading: 'Audit trail' },
  { path: 'audit/report', heading: 'Compliance report' },
  { path: 'finance', heading: 'Finance' },
  { path: 'books', heading: 'Books' },
];
const STAFF_PAGES: readonly PageShown[] = [
  { path: 'support', heading: 'Support: Acme' },
  // From a page that asks about its organization to one outside of all.
  { path: '/platform/disputes', heading: 'Disputes' },
  { path: 'prices', heading: 'Agreed prices' },
  { path: '/organizations', heading: 'Organizations' },
  { path: '/platform/approvals', heading: 'Approvals' },
  { path: '/platform/refunds', heading: 'Refunds' },
  { path: '/platform/packages', heading: 'Packages and prices' },
  { path: '/platform/jobs', heading: 'Jobs and runs' },
  { path: '/platform/packages/custom-amounts', heading: 'Packages and prices' },
  { path: '/platform/packages/new', heading: 'Add a package' },
  { path: '/platform/packages/tax-and-seller', heading: 'Packages and prices' },
  { path: '/platform/jobs?view=runs', heading: 'Jobs and runs' },
  { path: '/platform/reconciliation', heading: 'Reconciliation' },
  { path: '/platform/jobs?job=processTokenExpiration', heading: 'Jobs and runs' },
  { path: '/platform/clock', heading: 'Sandbox clock' },
];

const FOUR_K = 3_840;
/** Of these, pictures are kept at 4k as well. */
const SHOWN_AT_4K = ['dashboard', 'history', 'purchases', 'support'];
/** The right edge of whatever is widest in the page, and the room that it has. */
const WIDEST = `(() => {
  const parts = [...document.querySelectorAll('main .panel, main table, main form')];
  return Math.max(...parts.map((part) => part.getBoundingClientRect().width));
})()`;
const MOST_PX = 1_440;

describe('every page in a browser', () => {
  let site: ConsoleUnderTest;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(30);
    // So that each page has something to show.
    const admin = await site.purser.http.signIn('admin@acme.test');
    const organizationId = site.purser.demo.organizations.Acme;
    const offers = await admin.get<{ data: { id: string; name: string }[] }>(
      `/api/tokens/packages?organizationId=${organizationId}`,
    );
    const packageId = offers.body.data.find(({ name }) => name === 'Growth')?.id;
    const card = { organizationId, packageId, paymentMethodId: 'pm_card_visa' };
    const made = [
      // Nothing answers there, so its deliveries show attempts that failed.
      await admin.post(`/api/organizations/${organizationId}/webhook-endpoints`, {
        url: 'https://hooks.acme.test/purser',
        description: 'Billing of Acme',
      }),
      await admin.post('/api/tokens/subscription', { ...card, interval: 'month' }),
      await admin.post('/api/tokens/auto-topup', {
        ...card,
        trigger: { kind: 'threshold', below: 1_000 },
        monthlyLimit: { amount: 50_000, currency: 'USD' },
      }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
  });
  afterAll(() => site.close());

  const acme = () => `/o/${site.purser.demo.organizations.Acme}`;
  const addressOf = ({ path }: PageShown) => (path.startsWith('/') ? path : `${acme()}/${path}`);
  const nameOf = ({ path }: PageShown) =>
    path.replace(/^\/(platform\/)?/, '').replaceAll(/[/?=]/g, '-');

  describe.each(LOOKS)('$scheme at $width px', (look) => {
    let admin: Visit;
    let root: Visit;

    beforeAll(async () => {
      const to = `${acme()}/settings`;
      admin = await site.visit('admin@acme.test', to, look);
      root = await site.visit('root@purser.test', to, look);
      await admin.settled('Settings');
      await root.settled('Settings');
    });

    it('sign-in is accessible, fits and says no error', async () => {
      const stranger = await site.stranger(look);
      await stranger.page.goto('/sign-in');
      await stranger.settled('Sign in');
      expect(await stranger.faultsOf('sign-in')).toEqual([]);
      await stranger.end();
    });

    const shows = async (visit: Visit, page: PageShown) => {
      await visit.go(addressOf(page));
      await visit.settled(page.heading);
      expect(await visit.faultsOf(nameOf(page))).toEqual([]);
      if (look.width < 600 || look.scheme === 'dark') return;
      const size = visit.page.viewportSize();
      await visit.page.setViewportSize({ width: FOUR_K, height: 2_160 });
      expect(await visit.scrollsSideways()).toBe(false);
      expect(await visit.page.evaluate<number>(WIDEST)).toBeLessThanOrEqual(MOST_PX);
      if (SHOWN_AT_4K.includes(nameOf(page))) await visit.keepPicture(nameOf(page), FOUR_K);
      if (size) await visit.page.setViewportSize(size);
    };
    it.each(ADMIN_PAGES)('$path is accessible, fits and says no error', (page) =>
      shows(admin, page),
    );
    it.each(STAFF_PAGES)('$path is accessible, fits and says no error', (page) =>
      shows(root, page),
    );

    it('a record of the audit trail opens beside the list', async () => {
      await admin.go(`${acme()}/audit`);
      await admin.page.getByText(/Chain verified/).waitFor();
      await admin.page.locator('tbody a').first().click();
      await admin.page.getByText('Matches').waitFor();
      expect(await admin.faultsOf('audit-record')).toEqual([]);
    });

    it('a number is explained beside the ledger', async () => {
      await admin.go(`${acme()}/history`);
      await admin.settled('Balance history');
      await admin.page.keyboard.press('e');
      await admin.page.getByText(/Put into|Taken from/).waitFor();
      expect(await admin.faultsOf('history-explained')).toEqual([]);
    });
  });

  it('runs under a policy that would tell of any breach', async () => {
    const visit = await site.stranger();
    const answer = await visit.page.goto('/sign-in');
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toMatch(/script-src [^;]*'nonce-[^']+'/);
    expect(policy).not.toMatch(/script-src [^;]*'unsafe-(inline|eval)'/);
    expect(visit.complaints).toEqual([]);
    // Proof that the other tests would see one: this assignment is what Trusted Types forbid.
    await visit.page.evaluate("setTimeout(() => { document.body.innerHTML = '<b></b>'; })");
    await eventually(() => {
      expect(visit.complaints.join()).toContain('policy: require-trusted-types-for');
    });
    await visit.end();
  });

  it('shows a viewer neither the page nor the link to buy', async () => {
    const visit = await site.visit('viewer@acme.test', `${acme()}/dashboard`);
    await visit.settled('Dashboard');
    expect(await visit.page.getByRole('link', { name: 'Buy tokens' }).count()).toBe(0);
    await visit.go(`${acme()}/buy`);
    await visit.page.getByText('tokens.purchase').first().waitFor();
    expect(await visit.faultsOf('not-permitted')).toEqual([]);
    await visit.end();
  });
});
