import type {
  AutoTopUpOverviewView,
  SubscriptionDetailView,
  ThresholdListView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import { ConsoleUnderTest, type Visit } from './support/console.js';

describe('a new admin who has read nothing', () => {
  let site: ConsoleUnderTest;
  let visit: Visit;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(20);
  });
  afterAll(() => site.close());

  beforeEach(async () => {
    visit = await site.open();
    await visit.signIn('admin@globex.test');
  });
  afterEach(() => visit.end());

  const read = async <T>(path: string): Promise<T> => {
    const admin = await site.purser.http.signIn('admin@globex.test');
    return (await admin.get<T>(`${path}/${site.purser.demo.organizations.Globex}`)).body;
  };
  const goTo = (name: string) =>
    visit.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

  it('subscribes, with the next six charges in view and 3-D Secure on the way', async () => {
    await goTo('Subscription');
    await visit.page.getByRole('radio', { name: /Growth/ }).check();
    await visit.page.getByRole('radio', { name: /3-D Secure required/ }).check();
    const charges = visit.page.getByRole('table', { name: /Next charges/ });
    await charges.getByText('The first period.').waitFor();
    expect(await charges.locator('tbody tr').count()).toBe(6);
    await visit.page.getByRole('button', { name: /^Subscribe and pay / }).click();
    const dialog = visit.page.getByRole('dialog', { name: 'Your bank asks you to confirm' });
    await dialog.getByRole('button', { name: 'Complete' }).click();
    await visit.page.getByText('Growth, monthly').waitFor();
    await visit.page.getByText('Charges so far').waitFor();
    await visit.keepPicture('subscription-active');
    // The payment is settled; the subscription hears of it a moment later.
    await eventually(async () => {
      const { subscription, preview } = await read<SubscriptionDetailView>(
        '/api/tokens/subscription',
      );
      expect(subscription).toMatchObject({ status: 'active', interval: 'month' });
      expect(preview).toHaveLength(6);
    });
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('pauses and resumes it, and cancels it with a way back', async () => {
    await goTo('Subscription');
    await visit.page.getByRole('button', { name: 'Pause…' }).click();
    await visit.page
      .getByRole('dialog')
      .getByRole('button', { name: 'Pause', exact: true })
      .click();
    await visit.page.getByText('Paused since').waitFor();
    await visit.page.getByRole('button', { name: 'Resume…' }).click();
    const resume = visit.page.getByRole('dialog', { name: 'Resume the subscription' });
    await resume.getByRole('table', { name: /Next charges/ }).waitFor();
    await visit.keepPicture('subscription-resume');
    await resume.getByRole('button', { name: 'Resume', exact: true }).click();
    await visit.page.getByRole('button', { name: 'Cancel…' }).click();
    await visit.page.getByRole('button', { name: /^Cancel on / }).click();
    await visit.page.getByText('It ends on').waitFor();
    await visit.page.getByRole('button', { name: 'Keep the subscription…' }).click();
    await visit.page.getByRole('button', { name: 'Keep the subscription', exact: true }).click();
    await visit.page.getByRole('button', { name: 'Pause…' }).waitFor();
    const { subscription } = await read<SubscriptionDetailView>('/api/tokens/subscription');
    expect(subscription).toMatchObject({ status: 'active', cancelAtPeriodEnd: false });
    expect(visit.complaints).toEqual([]);
  });

  it('turns auto top-up on as it is proposed, then lowers its limit knowing what that means', async () => {
    await goTo('Auto top-up');
    await visit.page.getByText('In the last 120 days').waitFor();
    await visit.page.getByRole('button', { name: 'Turn on auto top-up' }).click();
    await visit.page.getByRole('switch', { name: /auto top-up/ }).waitFor();
    await visit.page.getByRole('textbox', { name: 'Monthly limit' }).fill('300');
    await visit.page.getByText('Unsaved: monthly limit').waitFor();
    await visit.page.getByText('so 1 fits in a calendar month').waitFor();
    await visit.keepPicture('auto-topup-edited');
    await visit.page.getByRole('button', { name: 'Save policy' }).click();
    await visit.page.getByText('Unsaved').waitFor({ state: 'detached' });
    const { policies } = await read<AutoTopUpOverviewView>('/api/tokens/auto-topup');
    expect(policies).toHaveLength(1);
    expect(policies[0]).toMatchObject({
      enabled: true,
      monthlyLimit: { amount: 30_000, currency: 'USD' },
    });
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('sets an alert as it is proposed', async () => {
    await goTo('Low-balance alerts');
    await visit.page.getByRole('button', { name: 'Add an alert' }).click();
    await visit.page.getByText('In the last 120 days').waitFor();
    await visit.keepPicture('alert-new');
    expect(await visit.accessibilityFaults()).toEqual([]);
    await visit.page.locator('form').getByRole('button', { name: 'Add alert' }).click();
    await visit.page.getByRole('table', { name: 'Alerts' }).getByText('Armed').waitFor();
    const { data } = await read<ThresholdListView>('/api/tokens/notifications/thresholds');
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ kind: 'tokens', state: 'armed' });
    expect(visit.complaints).toEqual([]);
  });
});
