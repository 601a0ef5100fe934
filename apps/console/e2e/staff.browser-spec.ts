import type {
  AdjustmentView,
  BalanceView,
  InvoiceView,
  PageView,
  PurchaseView,
  RefusalView,
} from '@purser/contracts';
import { RecoveryLinks } from '@purser/purchases';
import { eventually } from '@purser/testing';
import { ConsoleUnderTest, type Visit } from './support/console.js';

describe('what staff and strangers do in a browser', () => {
  let site: ConsoleUnderTest;
  let visit: Visit;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(10);
  });
  afterAll(() => site.close());
  afterEach(() => visit.end());

  const acme = () => site.purser.demo.organizations.Acme;
  const lead = () => site.purser.http.signIn('lead@purser.test');
  const open = async (email: string, to: string, heading: string) => {
    visit = await site.visit(email, to);
    await visit.settled(heading);
  };

  it('finds an organization, asks for a large credit, and a second person approves it', async () => {
    await open('support@purser.test', '/organizations', 'Organizations');
    await visit.page.getByLabel('Search by name, e-mail or id').fill('admin@acme.test');
    await visit.page.getByRole('link', { name: /^A?\s*Acme/ }).click();
    await visit.page.getByRole('heading', { level: 1, name: 'Support: Acme' }).waitFor();
    await visit.page.getByRole('button', { name: 'Adjust…' }).click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('320,000');
    await dialog.getByLabel('Reason', { exact: true }).fill('Ingest was down on Jun 17.');
    await dialog.getByText('Needs a second person.').waitFor();
    expect(await visit.faultsOf('support-adjust')).toEqual([]);
    await dialog.getByRole('button', { name: 'Ask for approval' }).click();
    await visit.page.getByText('It waits until somebody else approves it.').waitFor();
    const inbox = visit.page.getByRole('region', { name: 'Waiting for approval' });
    await inbox.getByText('nobody approves their own').waitFor();
    expect(await inbox.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    expect(await visit.faultsOf('support-waits')).toEqual([]);

    const second = await site.visit('lead@purser.test', '/platform/approvals');
    await second.settled('Approvals');
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
    const address = `/o/${acme()}/support?refund=${referenceId}`;
    await open('lead@purser.test', address, 'Support: Acme');
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('Amount, with tax').fill('5.00');
    await dialog.getByText('Tokens taken back', { exact: true }).waitFor();
    expect(await visit.faultsOf('support-refund')).toEqual([]);
    await dialog.getByRole('button', { name: /^Refund \$4\.|^Refund \$5\./ }).click();
    await visit.page
      .getByText(/paid back\.|on its way/)
      .first()
      .waitFor();
    const { body } = await staff.get<PurchaseView>(`/api/tokens/purchase/${referenceId}`);
    expect(body.status).toBe('partially_refunded');
    expect(visit.complaints).toEqual([]);
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
    await open('support@purser.test', `/o/${acme()}/support`, 'Support: Acme');
    await visit.page.getByLabel('Request id of the refusal').fill(requestId);
    await visit.page.getByRole('button', { name: 'Explain' }).click();
    const panel = visit.page.getByRole('region', { name: 'Why was this refused?' });
    await panel.getByText('insufficient-tokens').first().waitFor();
    await panel.getByText('Available then').waitFor();
    await panel.getByRole('button', { name: 'Wallet at that moment' }).click();
    const then = visit.page.getByRole('region', { name: 'The wallet at a moment' });
    await then.getByText('Available', { exact: true }).waitFor();
    expect(await visit.faultsOf('support-refused')).toEqual([]);
  });

  it('suspends with a reason, keeps a note, and reactivates', async () => {
    await open('lead@purser.test', `/o/${acme()}/support`, 'Support: Acme');
    await visit.page.getByLabel('A note about Acme').fill('Called back.\nThey will pay on Friday.');
    await visit.page.getByRole('button', { name: 'Keep the note' }).click();
    await visit.page.getByRole('listitem').getByText('They will pay on Friday.').first().waitFor();
    await visit.page.getByRole('button', { name: 'Suspend…' }).click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('A key of theirs is out in the open.');
    expect(await visit.faultsOf('support-suspend')).toEqual([]);
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
    expect(await visit.faultsOf('support-story')).toEqual([]);
  });

  it('root adds a package, and buyers are offered it', async () => {
    await open('root@purser.test', '/platform/packages/new', 'Add a package');
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
    await open('root@purser.test', `/o/${acme()}/prices?create=price`, 'Agreed prices');
    const { page } = visit;
    await page.getByLabel('For', { exact: true }).selectOption({ label: 'Growth' });
    await page.getByLabel('Price', { exact: true }).fill('199');
    expect(await visit.faultsOf('price-agreeing')).toEqual([]);
    await page.getByRole('button', { name: 'Agree the price' }).click();
    await page.getByText('$199.00').waitFor();
  });

  it('takes a payment by the link of a mail, without a session and with 3-D Secure', async () => {
    const { apiKey } = site.purser.demo;
    const buyer = await site.purser.http.signIn('admin@acme.test');
    const wallet = `/api/tokens/wallet/${acme()}`;
    const balance = async () => (await buyer.get<BalanceView>(`${wallet}/balance`)).body.available;
    const policy = await buyer.post('/api/tokens/auto-topup', {
      organizationId: acme(),
      trigger: { kind: 'threshold', below: (await balance()) - 100 },
      tokens: 5_000,
      monthlyLimit: { amount: 1_000_000, currency: 'USD' },
      paymentMethodId: 'pm_card_authenticationRequired',
    });
    expect(policy.status).toBe(201);
    const debit = { amount: 101, reference: 'crossing' };
    await site.purser.http.as(apiKey).post(`${wallet}/debits`, debit);
    const before = await balance();
    const address = await eventually(async () => {
      const { rows } = await site.purser.database.superuser.query<{ id: string }>(
        'SELECT id FROM purchase_recovery_links WHERE organization_id = $1',
        [acme()],
      );
      const links = site.purser.app.get(RecoveryLinks, { strict: false });
      const found = await links.addressOf(acme(), rows[0]?.id ?? '');
      if (!found) throw new Error('there is no link');
      return new URL(found).pathname;
    });
    visit = await site.stranger({ scheme: 'dark', width: 360 });
    const { page } = visit;
    await page.goto(address);
    await page.getByRole('heading', { level: 1, name: /^Pay \$/ }).waitFor();
    expect(await visit.faultsOf('pay')).toEqual([]);
    const pay = page.getByRole('button', { name: /^Pay \$/ });
    await pay.click();
    const bank = page.getByRole('dialog', { name: 'Your bank asks you to confirm' });
    await bank.getByRole('button', { name: 'Fail' }).click();
    await page.getByText('The bank did not confirm the payment.').waitFor();
    await pay.click();
    await bank.waitFor();
    expect(await balance()).toBe(before);
    await bank.getByRole('button', { name: 'Complete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Paid' }).waitFor();
    await page.getByText('5,000 tokens are in the wallet of Acme.').waitFor();
    // Only the server's answer to the payment has the number.
    const issued = await buyer.get<PageView<InvoiceView>>(
      `/api/tokens/invoices?organizationId=${acme()}&limit=1`,
    );
    await page.getByText(`The invoice is ${issued.body.data[0]?.number};`).waitFor();
    expect(await visit.faultsOf('pay-done')).toEqual([]);
    expect(await balance()).toBe(before + 5_000);
  });

  it('says what is wrong with a payment link that is none, to somebody without a session', async () => {
    visit = await site.stranger({ scheme: 'light', width: 360 });
    await visit.page.goto('/pay/no-such-token');
    await visit.page.getByRole('heading', { name: 'This link is not one of ours' }).waitFor();
    await visit.keepPicture('pay-unknown');
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaintsBut(410)).toEqual([]);
  });

  it('root runs a job, and moves the clock by a day', async () => {
    await open('root@purser.test', '/platform/jobs?job=checkLowBalanceThresholds', 'Jobs');
    const { page } = visit;
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('It ran.').waitFor();
    await visit.keepPicture('job-ran');
    await page.getByRole('link', { name: 'Sandbox clock' }).click();
    await page.getByRole('button', { name: /^Move to/ }).click();
    await page.getByText(/\d+ runs, .* done/).waitFor({ timeout: 150_000 });
    expect(await visit.faultsOf('clock-moved')).toEqual([]);
  });
});
