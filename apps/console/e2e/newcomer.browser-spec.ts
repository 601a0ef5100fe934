import type {
  AutoTopUpOverviewView,
  BalanceView,
  SubscriptionDetailView,
  ThresholdListView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import { ConsoleUnderTest, type Visit } from './support/console.js';
import { Keyboard } from './support/keyboard.js';

type Organization = 'Acme' | 'Globex' | 'Umi';

describe('buying and what goes on by itself, in a browser', () => {
  let site: ConsoleUnderTest;
  let visit: Visit;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(20);
  });
  afterAll(() => site.close());
  afterEach(() => visit.end());

  const read = async <T>(path: string, of: Organization): Promise<T> => {
    const admin = await site.purser.http.signIn(`admin@${of.toLowerCase()}.test`);
    return (await admin.get<T>(path.replace(':id', site.purser.demo.organizations[of]))).body;
  };
  const available = async (of: Organization) =>
    (await read<BalanceView>('/api/tokens/wallet/:id/balance', of)).available;
  const subscriptionOf = (of: Organization) =>
    read<SubscriptionDetailView>('/api/tokens/subscription/:id', of);
  const policiesOf = (of: Organization) =>
    read<AutoTopUpOverviewView>('/api/tokens/auto-topup/:id', of);
  const alertsOf = (of: Organization) =>
    read<ThresholdListView>('/api/tokens/notifications/thresholds/:id', of);
  const goTo = (name: string) =>
    visit.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

  describe('a new admin who has read nothing', () => {
    beforeEach(async () => {
      visit = await site.visit('admin@globex.test', '/');
      await visit.settled('Dashboard');
    });

    it('buys, turns on auto top-up, subscribes and sets an alert, each where it is offered', async () => {
      const { page } = visit;
      const before = await available('Globex');
      await page.getByRole('link', { name: 'Buy tokens' }).first().click();
      await page.getByRole('button', { name: 'Continue' }).first().click();
      await page.getByRole('button', { name: /^Pay / }).first().click();
      await page.getByRole('heading', { name: /tokens are in the wallet/ }).waitFor();
      expect(await available('Globex')).toBeGreaterThan(before);

      await page.getByRole('link', { name: 'Set up: Buy by itself' }).click();
      await page.getByText('In the last 120 days').waitFor();
      await page.getByRole('button', { name: 'Turn on auto top-up' }).click();
      await page.getByRole('switch', { name: /auto top-up/ }).waitFor();

      await goTo('Subscription');
      await page.getByRole('radio', { name: /Growth/ }).check();
      await page.getByRole('radio', { name: /3-D Secure required/ }).check();
      const charges = page.getByRole('table', { name: /Next charges/ });
      await charges.getByText('The first period.').waitFor();
      expect(await charges.locator('tbody tr').count()).toBe(6);
      await page.getByRole('button', { name: /^Subscribe and pay / }).click();
      const bank = page.getByRole('dialog', { name: 'Your bank asks you to confirm' });
      await bank.getByRole('button', { name: 'Complete' }).click();
      await bank.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Pause…' }).waitFor();
      expect(await visit.faultsOf('subscription-active')).toEqual([]);

      await goTo('Low-balance alerts');
      await page.getByRole('button', { name: 'Add an alert' }).click();
      await page.getByText('In the last 120 days').waitFor();
      expect(await visit.faultsOf('alert-new')).toEqual([]);
      await page.locator('form').getByRole('button', { name: 'Add alert' }).click();
      await page.getByRole('table', { name: 'Alerts' }).getByText('Armed').waitFor();

      expect((await policiesOf('Globex')).policies).toMatchObject([{ enabled: true }]);
      expect((await alertsOf('Globex')).data).toMatchObject([{ kind: 'tokens', state: 'armed' }]);
      // The payment is settled; the subscription hears of it a moment later.
      await eventually(async () => {
        const { subscription, preview } = await subscriptionOf('Globex');
        expect(subscription).toMatchObject({ status: 'active', interval: 'month' });
        expect(preview).toHaveLength(6);
      });
      expect(visit.complaints).toEqual([]);
    });

    it('pauses and resumes the subscription, and cancels it with a way back', async () => {
      const { page } = visit;
      await goTo('Subscription');
      await page.getByRole('button', { name: 'Pause…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
      await page.getByText('Paused since').waitFor();
      await page.getByRole('button', { name: 'Resume…' }).click();
      const resume = page.getByRole('dialog', { name: 'Resume the subscription' });
      await resume.getByRole('table', { name: /Next charges/ }).waitFor();
      await visit.keepPicture('subscription-resume');
      await resume.getByRole('button', { name: 'Resume', exact: true }).click();
      await page.getByRole('button', { name: 'Cancel…' }).click();
      await page.getByRole('button', { name: /^Cancel on / }).click();
      await page.getByText('It ends on').waitFor();
      await page.getByRole('button', { name: 'Keep the subscription…' }).click();
      await page.getByRole('button', { name: 'Keep the subscription', exact: true }).click();
      await page.getByRole('button', { name: 'Pause…' }).waitFor();
      const { subscription } = await subscriptionOf('Globex');
      expect(subscription).toMatchObject({ status: 'active', cancelAtPeriodEnd: false });
      expect(visit.complaints).toEqual([]);
    });

    it('lowers the limit of auto top-up, knowing what that means', async () => {
      const { page } = visit;
      await goTo('Auto top-up');
      await page.getByRole('textbox', { name: 'Monthly limit' }).fill('300');
      await page.getByText('Unsaved: monthly limit').waitFor();
      await page.getByText('so 1 fits in a calendar month').waitFor();
      expect(await visit.faultsOf('auto-topup-edited')).toEqual([]);
      await page.getByRole('button', { name: 'Save policy' }).click();
      await page.getByText('Unsaved').waitFor({ state: 'detached' });
      expect((await policiesOf('Globex')).policies).toMatchObject([
        { enabled: true, monthlyLimit: { amount: 30_000, currency: 'USD' } },
      ]);
      expect(visit.complaints).toEqual([]);
    });
  });

  describe('an admin who pays', () => {
    beforeEach(async () => {
      visit = await site.visit('admin@acme.test', `/o/${site.purser.demo.organizations.Acme}/buy`);
      await visit.settled('Buy tokens');
    });

    const choose = async (packageName: string, card: string) => {
      await visit.page.getByRole('radio', { name: new RegExp(packageName) }).check();
      await visit.page.getByRole('button', { name: 'Continue' }).first().click();
      await visit.page.getByRole('radio', { name: card }).check();
    };
    const pay = () => visit.page.getByRole('button', { name: /^Pay / }).first().click();
    const receipt = () => visit.page.getByRole('heading', { name: /tokens are in the wallet/ });

    it('gets from package to receipt with a card', async () => {
      const before = await available('Acme');
      await choose('Growth', 'Visa Succeeds');
      await pay();
      await receipt().waitFor();
      expect(await receipt().textContent()).toContain('262,500');
      expect(await available('Acme')).toBe(before + 262_500);
      await visit.page.getByRole('heading', { name: 'Make it last' }).waitFor();
      expect(await visit.faultsOf('receipt')).toEqual([]);
    });

    it('is told plainly that a card was declined, and pays with another one', async () => {
      const before = await available('Acme');
      await choose('Starter', 'Declined Generic decline');
      await pay();
      const note = visit.page.getByRole('alert');
      await note.waitFor();
      expect(await note.textContent()).toContain('Nothing was charged');
      expect(await available('Acme')).toBe(before);
      await visit.keepPicture('declined');
      await visit.page.getByRole('radio', { name: 'Visa Succeeds' }).check();
      await pay();
      await receipt().waitFor();
      expect(await available('Acme')).toBe(before + 50_000);
      expect(visit.complaintsBut(402)).toEqual([]);
    });

    it('completes 3-D Secure in a dialog', async () => {
      const before = await available('Acme');
      await choose('Starter', '3-D Secure required Asks for confirmation first');
      await pay();
      const dialog = visit.page.getByRole('dialog', { name: 'Your bank asks you to confirm' });
      await dialog.waitFor();
      expect(await available('Acme')).toBe(before);
      await visit.keepPicture('3-d-secure');
      await dialog.getByRole('button', { name: 'Complete' }).click();
      await receipt().waitFor();
      expect(await available('Acme')).toBe(before + 50_000);
      expect(visit.complaints).toEqual([]);
    });
  });

  it('all of it goes without a mouse: sign in, buy, subscribe, top up, be told, look back', async () => {
    visit = await site.stranger();
    const { page } = visit;
    const keys = new Keyboard(page);
    await page.goto('/');
    await visit.settled('Sign in');
    await keys.fill(/^email: E-mail/, 'admin@umi.test');
    await keys.fill(/^password: Password/, 'purser-demo');
    await keys.press('Enter');
    await visit.settled('Dashboard');
    const before = await available('Umi');

    await keys.enter(/^a: Buy tokens/);
    await visit.settled('Buy tokens');
    expect(await page.locator('main:focus, main :focus').count()).toBe(1);
    await keys.tabTo(/^radio: .*tokens/);
    await keys.press('ArrowDown', 'ArrowUp');
    await keys.enter(/^button: Continue/);
    await keys.tabTo(/^radio: Visa ending/);
    await keys.enter(/^button: Pay /);
    await page.getByRole('heading', { name: /tokens are in the wallet/ }).waitFor();
    expect(await available('Umi')).toBeGreaterThan(before);

    await keys.enter(/^a: Set up: Buy a package each month/);
    await page.getByText('The first period.').waitFor();
    await keys.enter(/^button: Subscribe and pay /);
    await page.getByText('Charges so far').waitFor();

    // A new page has the focus in its content: single keys are heard there.
    await keys.press('g', 't');
    await page.getByText('In the last 120 days').waitFor();
    await keys.enter(/^button: Turn on auto top-up/);
    await page.getByRole('switch', { name: /auto top-up/ }).waitFor();

    await keys.press('g', 'l');
    await keys.enter(/^button: Add an alert/);
    await page.getByText('In the last 120 days').waitFor();
    await keys.enter(/^button: Add alert/);
    await page.getByRole('table', { name: 'Alerts' }).getByText('Armed').waitFor();

    await keys.press('g', 'h');
    await visit.settled('Balance history');
    await page.getByRole('table', { name: 'Ledger entries, newest first' }).waitFor();
    await keys.press('j');
    await page.getByText('Explain this number').waitFor();
    await keys.press('Escape');
    await page.getByText('Explain this number').waitFor({ state: 'detached' });
    const saved = page.waitForEvent('download');
    await keys.press('x');
    expect((await saved).suggestedFilename()).toBe('Umi balance history.csv');

    expect((await subscriptionOf('Umi')).subscription).toMatchObject({ interval: 'month' });
    expect((await policiesOf('Umi')).policies).toMatchObject([{ enabled: true }]);
    expect((await alertsOf('Umi')).data).toHaveLength(1);
    expect(visit.complaints).toEqual([]);
  });
});
