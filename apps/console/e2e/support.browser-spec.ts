import type { AdjustmentView, PageView, PurchaseView, RefusalView } from '@purser/contracts';
import { ConsoleUnderTest, LOOKS, type Visit } from './support/console.js';

describe('supporting an organization in a browser', () => {
  let site: ConsoleUnderTest;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(30);
  });
  afterAll(() => site.close());

  const acme = () => site.purser.demo.organizations.Acme;
  const lead = () => site.purser.http.signIn('lead@purser.test');
  const open = async (visit: Visit, email: string, to: string, heading: string | RegExp) => {
    await visit.signIn(email, to);
    await visit.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await visit.page.locator('pr-loading').first().waitFor({ state: 'detached' });
  };
  const healthy = async (visit: Visit, name: string) => {
    await visit.keepPicture(name);
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.scrollsSideways()).toBe(false);
    expect(visit.complaints).toEqual([]);
  };

  it.each(LOOKS)('shows the whole of an organization, $scheme at $width px', async (look) => {
    const visit = await site.open(look);
    await open(visit, 'support@purser.test', `/o/${acme()}/support`, 'Support: Acme');
    await visit.page.getByText('events so far').waitFor();
    await healthy(visit, 'support');
    for (const [name, heading] of [
      ['approvals', 'Approvals'],
      ['refunds', 'Refunds'],
      ['disputes', 'Disputes'],
    ] as const) {
      await visit.page.goto(`/platform/${name}`);
      await visit.page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await visit.page.locator('pr-loading').first().waitFor({ state: 'detached' });
      await healthy(visit, name);
    }
    await visit.end();
  });

  it('finds an organization, asks for a large credit, and a second person approves it', async () => {
    const visit = await site.open();
    await open(visit, 'support@purser.test', '/organizations', 'Organizations');
    await visit.page.getByLabel('Search by name').fill('acm');
    await visit.page.getByRole('link', { name: /^A?\s*Acme/ }).click();
    await visit.page.getByRole('heading', { level: 1, name: 'Support: Acme' }).waitFor();
    await visit.page.getByRole('button', { name: 'Adjust…' }).click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('320,000');
    await dialog.getByLabel('Reason', { exact: true }).fill('Ingest was down on Jun 17.');
    await dialog.getByText('Needs a second person.').waitFor();
    await healthy(visit, 'support-adjust');
    await dialog.getByRole('button', { name: 'Ask for approval' }).click();
    await visit.page.getByText('It waits until somebody else approves it.').waitFor();
    const inbox = visit.page.getByRole('region', { name: 'Waiting for approval' });
    await inbox.getByText('nobody approves their own').waitFor();
    expect(await inbox.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    await healthy(visit, 'support-waits');
    await visit.end();

    const second = await site.open();
    await open(second, 'lead@purser.test', '/platform/approvals', 'Approvals');
    await second.page.getByRole('button', { name: 'Approve: +320,000 tokens…' }).click();
    await second.page.getByRole('dialog').getByRole('button', { name: 'Approve it' }).click();
    await second.page.getByText('Nothing waits').waitFor();
    expect(second.complaints).toEqual([]);
    await second.end();
    const { body } = await (
      await lead()
    ).get<PageView<AdjustmentView>>(`/api/tokens/adjustments?organizationId=${acme()}`);
    expect(body.data[0]).toMatchObject({ amount: 320_000, status: 'applied' });
    expect(body.data[0]?.checker?.id).not.toBe(body.data[0]?.maker.id);
  });

  it('refunds a part of a purchase after showing what that takes', async () => {
    const staff = await lead();
    const bought = await site.purser.http.signIn('admin@acme.test');
    const ordered = await bought.post<{ referenceId: string }>('/api/tokens/purchase', {
      organizationId: acme(),
      customTokens: 20_000,
    });
    const { referenceId } = ordered.body;
    const paid = await bought.post<PurchaseView>(`/api/tokens/purchase/${referenceId}/execute`, {
      paymentMethodId: 'pm_card_visa',
    });
    expect(paid.status).toBe(200);
    const visit = await site.open();
    const address = `/o/${acme()}/support?refund=${referenceId}`;
    await open(visit, 'lead@purser.test', address, 'Support: Acme');
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('Amount, with tax').fill('5.00');
    await dialog.getByText('Tokens taken back', { exact: true }).waitFor();
    await healthy(visit, 'support-refund');
    await dialog.getByRole('button', { name: /^Refund \$4\.|^Refund \$5\./ }).click();
    await visit.page
      .getByText(/paid back\.|on its way/)
      .first()
      .waitFor();
    const { body } = await staff.get<PurchaseView>(`/api/tokens/purchase/${referenceId}`);
    expect(body.status).toBe('partially_refunded');
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('says why a debit was refused, and what the wallet was then', async () => {
    const wallet = `/api/tokens/wallet/${acme()}`;
    const program = site.purser.http.as(site.purser.demo.apiKey);
    const refused = await program.post(`${wallet}/debits`, {
      amount: 900_000_000,
      reference: 'far-too-much',
    });
    expect(refused.status).toBe(402);
    const { body } = await (await lead()).get<PageView<RefusalView>>(`${wallet}/refusals`);
    const requestId = body.data[0]?.lastRequestId ?? '';
    const visit = await site.open();
    await open(visit, 'support@purser.test', `/o/${acme()}/support`, 'Support: Acme');
    await visit.page.getByLabel('Request id of the refusal').fill(requestId);
    await visit.page.getByRole('button', { name: 'Explain' }).click();
    const panel = visit.page.getByRole('region', { name: 'Why was this refused?' });
    await panel.getByText('insufficient-tokens').first().waitFor();
    await panel.getByText('Available then').waitFor();
    await panel.getByRole('button', { name: 'Wallet at that moment' }).click();
    const then = visit.page.getByRole('region', { name: 'The wallet at a moment' });
    await then.getByText('Available', { exact: true }).waitFor();
    await healthy(visit, 'support-refused');
    await visit.end();
  });

  it('suspends with a reason, keeps a note, and reactivates', async () => {
    const visit = await site.open({ scheme: 'dark', width: 1440 });
    await open(visit, 'lead@purser.test', `/o/${acme()}/support`, 'Support: Acme');
    await visit.page.getByLabel('A note about Acme').fill('Called back.\nThey will pay on Friday.');
    await visit.page.getByRole('button', { name: 'Keep the note' }).click();
    await visit.page.getByRole('listitem').getByText('They will pay on Friday.').first().waitFor();
    await visit.page.getByRole('button', { name: 'Suspend…' }).click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('A key of theirs is out in the open.');
    await healthy(visit, 'support-suspend');
    await dialog.getByRole('button', { name: 'Suspend the wallet' }).click();
    await visit.page.getByText('The wallet is suspended.').waitFor();
    await visit.page.getByRole('button', { name: 'Reactivate…' }).click();
    await visit.page.getByRole('dialog').getByLabel('Reason').fill('The key was revoked.');
    await visit.page.getByRole('dialog').getByRole('button', { name: 'Reactivate it' }).click();
    await visit.page.getByText('The suspension is over.').waitFor();
    await visit.page.getByRole('button', { name: 'Staff', exact: true }).click();
    await visit.page.getByText('Wallet reactivated').waitFor();
    await visit.page.getByRole('button', { name: 'Verify the ledger' }).click();
    await visit.page.getByText('entries are as they were written').waitFor();
    await healthy(visit, 'support-story');
    await visit.end();
  });
});
