import type { BalanceView } from '@purser/contracts';
import { ConsoleUnderTest, type Visit } from './support/console.js';

describe('buying tokens in a browser', () => {
  let site: ConsoleUnderTest;
  let visit: Visit;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(5);
  });
  afterAll(() => site.close());

  beforeEach(async () => {
    visit = await site.open();
    await visit.signIn('admin@acme.test');
    await visit.page.getByRole('link', { name: 'Buy tokens' }).first().click();
  });
  afterEach(() => visit.end());

  const available = async (): Promise<number> => {
    const admin = await site.purser.http.signIn('admin@acme.test');
    const { Acme } = site.purser.demo.organizations;
    return (await admin.get<BalanceView>(`/api/tokens/wallet/${Acme}/balance`)).body.available;
  };

  const choose = async (packageName: string, card: string) => {
    await visit.page.getByRole('radio', { name: new RegExp(packageName) }).check();
    await visit.page.getByRole('button', { name: 'Continue' }).first().click();
    await visit.page.getByRole('radio', { name: card }).check();
  };
  const pay = () => visit.page.getByRole('button', { name: /^Pay / }).first().click();
  const receipt = () => visit.page.getByRole('heading', { name: /tokens are in the wallet/ });

  it('takes an admin from package to receipt with a card', async () => {
    const before = await available();
    await choose('Growth', 'Visa Succeeds');
    await pay();
    await receipt().waitFor();
    expect(await receipt().textContent()).toContain('262,500');
    expect(await available()).toBe(before + 262_500);
    await visit.keepPicture('receipt');
    expect(visit.complaints).toEqual([]);
  });

  it('says plainly that a card was declined, and lets another one pay', async () => {
    const before = await available();
    await choose('Starter', 'Declined Generic decline');
    await pay();
    const note = visit.page.getByRole('alert');
    await note.waitFor();
    expect(await note.textContent()).toContain('Nothing was charged');
    expect(await available()).toBe(before);
    await visit.keepPicture('declined');
    await visit.page.getByRole('radio', { name: 'Visa Succeeds' }).check();
    await pay();
    await receipt().waitFor();
    expect(await available()).toBe(before + 50_000);
    // The browser itself reports the 402 as a failed resource; nothing else may complain.
    expect(visit.complaints.filter((text) => !text.includes('402'))).toEqual([]);
  });

  it('completes 3-D Secure in a dialog', async () => {
    const before = await available();
    await choose('Starter', '3-D Secure required Asks for confirmation first');
    await pay();
    const dialog = visit.page.getByRole('dialog', { name: 'Your bank asks you to confirm' });
    await dialog.waitFor();
    expect(await available()).toBe(before);
    await visit.keepPicture('3-d-secure');
    await dialog.getByRole('button', { name: 'Complete' }).click();
    await receipt().waitFor();
    expect(await available()).toBe(before + 50_000);
    expect(visit.complaints).toEqual([]);
  });
});
