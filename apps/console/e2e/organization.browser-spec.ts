import type { MemberView, OrganizationView, PageView, PaymentMethodView } from '@purser/contracts';
import { ConsoleUnderTest, type Visit } from './support/console.js';

describe('administering an organization in a browser', () => {
  let site: ConsoleUnderTest;
  let visit: Visit;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(20);
  });
  afterAll(() => site.close());

  beforeEach(async () => {
    visit = await site.open();
    await visit.signIn('admin@acme.test');
  });
  afterEach(() => visit.end());

  const admin = () => site.purser.http.signIn('admin@acme.test');
  const acme = () => site.purser.demo.organizations.Acme;
  const goTo = (name: string) =>
    visit.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

  it('opens an invoice, gets its PDF, and shares its address', async () => {
    await goTo('Invoices');
    await visit.page.locator('tbody a').first().click();
    await visit.page.waitForURL(/\/invoices\/[0-9a-f-]{36}/);
    const drawer = visit.page.locator('pr-drawer');
    await drawer.getByText('PO-2026-118').waitFor();
    const saving = visit.page.waitForEvent('download');
    await drawer.getByRole('button', { name: 'PDF' }).click();
    expect((await saving).suggestedFilename()).toMatch(/\.pdf$/);
    await visit.keepPicture('invoice');
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('adds a card, makes it the default, and removes it again', async () => {
    await goTo('Payment methods');
    await visit.page.getByRole('button', { name: 'Add a card…' }).click();
    await visit.page.getByRole('radio', { name: /3-D Secure required/ }).check();
    await visit.page.getByRole('button', { name: 'Add the card' }).click();
    await visit.page.getByRole('button', { name: 'Make default: Visa ending 3184' }).click();
    await visit.page.getByRole('row', { name: /3184 Default/ }).waitFor();
    await visit.page.getByRole('button', { name: 'Remove Visa ending 3184' }).click();
    await visit.keepPicture('remove-card');
    await visit.page.getByRole('button', { name: 'Remove the card' }).click();
    await visit.page.getByRole('row', { name: /3184/ }).waitFor({ state: 'detached' });
    const cards = await (
      await admin()
    ).get<PageView<PaymentMethodView>>(`/api/tokens/payment-methods?organizationId=${acme()}`);
    expect(cards.body.data.some(({ last4 }) => last4 === '3184')).toBe(false);
    expect(visit.complaints).toEqual([]);
  });

  it('changes the settings while somebody else does, and loses neither change', async () => {
    await goTo('Settings');
    await visit.page.getByLabel('PO number').fill('PO-MINE');
    const other = await admin();
    const { body: known } = await other.get<OrganizationView>(`/api/organizations/${acme()}`);
    const { name, timeZone, billingEmail, taxId } = known;
    const theirs = { name, timeZone, billingEmail, taxId, poNumber: 'PO-THEIRS' };
    await other.put(`/api/organizations/${acme()}`, { ...theirs, legalName: 'Acme Holdings' });
    await visit.page.getByRole('button', { name: 'Save settings' }).click();
    const note = visit.page.getByRole('alert');
    await note.getByText('Taken over from them: Legal name').waitFor();
    await visit.keepPicture('settings-conflict');
    expect(await visit.accessibilityFaults()).toEqual([]);
    await note.getByRole('radio', { name: 'Theirs: PO-THEIRS' }).check();
    await note.getByRole('radio', { name: 'Yours: PO-MINE' }).check();
    await visit.page.getByRole('button', { name: 'Save settings' }).click();
    await visit.page.getByText('Issued invoices never change.').waitFor();
    const { body: saved } = await other.get<OrganizationView>(`/api/organizations/${acme()}`);
    expect(saved).toMatchObject({ legalName: 'Acme Holdings', poNumber: 'PO-MINE' });
    // The browser itself reports the 412 as a failed resource; nothing else may complain.
    expect(visit.complaints.filter((text) => !text.includes('412'))).toEqual([]);
  });

  it('invites a person with a role, changes it, and takes the invitation back', async () => {
    await goTo('Members');
    await visit.page.getByRole('button', { name: 'Invite…' }).click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill('new@acme.test');
    await dialog.getByRole('button', { name: 'Buyer' }).click();
    await visit.keepPicture('invite');
    expect(await visit.accessibilityFaults()).toEqual([]);
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await visit.page.getByText('new@acme.test').first().waitFor();
    const members = await (
      await admin()
    ).get<PageView<MemberView>>(`/api/organizations/${acme()}/members`);
    expect(members.body.data.find(({ email }) => email === 'new@acme.test')).toMatchObject({
      status: 'invited',
      permissions: ['tokens.view', 'tokens.purchase'],
    });
    await visit.page
      .getByRole('button', { name: 'Take back the invitation of new@acme.test' })
      .click();
    await visit.page.getByRole('button', { name: 'Take the invitation back' }).click();
    await visit.page.getByText('Nobody who was invited still has to accept.').waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('tells at the bell what happens, and keeps it in the inbox', async () => {
    const buyer = await admin();
    const ordered = await buyer.post<{ referenceId: string }>('/api/tokens/purchase', {
      organizationId: acme(),
      customTokens: 1_000_000,
    });
    await buyer.post(`/api/tokens/purchase/${ordered.body.referenceId}/execute`, {
      paymentMethodId: 'pm_card_visa',
    });
    const bell = visit.page.getByRole('button', { name: /^Notifications/ });
    await visit.page.getByRole('status').getByText('1,000,000 tokens added').waitFor();
    await bell.click();
    const list = visit.page.getByRole('dialog', { name: 'Notifications' });
    await list.getByRole('link', { name: '1,000,000 tokens added' }).waitFor();
    await visit.keepPicture('bell');
    await list.getByRole('link', { name: '1,000,000 tokens added' }).click();
    await visit.page.waitForURL(new RegExp(`/purchases/${ordered.body.referenceId}`));
    expect(visit.complaints).toEqual([]);
  });

  it('says what is wrong with a payment link that is none, to somebody without a session', async () => {
    const stranger = await site.open({ scheme: 'light', width: 360 });
    await stranger.page.goto('/pay/no-such-token');
    await stranger.page.getByRole('heading', { name: 'This link is not one of ours' }).waitFor();
    await stranger.keepPicture('pay-unknown');
    expect(await stranger.accessibilityFaults()).toEqual([]);
    expect(stranger.complaints.filter((text) => !text.includes('410'))).toEqual([]);
    await stranger.end();
  });
});
