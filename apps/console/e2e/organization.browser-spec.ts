import type { MemberView, OrganizationView, PageView, PaymentMethodView } from '@purser/contracts';
import { ConsoleUnderTest, type Visit } from './support/console.js';

describe('administering an organization in a browser', () => {
  let site: ConsoleUnderTest;
  let visit: Visit;

  beforeAll(async () => {
    site = await ConsoleUnderTest.start(10);
  });
  afterAll(() => site.close());

  beforeEach(async () => {
    visit = await site.visit('admin@acme.test', '/');
    await visit.settled('Dashboard');
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
    expect(await visit.faultsOf('invoice')).toEqual([]);
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
    expect(visit.complaintsBut(412)).toEqual([]);
  });

  it('asks before it leaves what is not saved, by a link as by the way back', async () => {
    const { page } = visit;
    const heading = (name: string) => page.getByRole('heading', { level: 1, name });
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await goTo('Payment methods');
    await heading('Payment methods').waitFor();
    await goTo('Settings');
    const field = page.getByLabel('PO number');
    const saved = await field.inputValue();
    await field.fill('PO-NOT-SAVED');
    await goTo('Invoices');
    await question.waitFor();
    expect(await page.locator(':focus').textContent()).toContain('Stay');
    expect(await visit.faultsOf('unsaved')).toEqual([]);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('PO-NOT-SAVED');
    await page.goBack();
    await question.getByRole('button', { name: 'Stay' }).click();
    expect(page.url()).toContain('/settings');
    expect(await field.inputValue()).toBe('PO-NOT-SAVED');
    // The way back is still the same.
    await page.goBack();
    await question.getByRole('button', { name: 'Leave' }).click();
    await heading('Payment methods').waitFor();
    await goTo('Settings');
    await heading('Settings').waitFor();
    expect(await field.inputValue()).toBe(saved);
    // A page that leads on asks once.
    await field.fill('PO-NOT-SAVED');
    await page.getByRole('link', { name: 'Purser' }).click();
    await question.getByRole('button', { name: 'Leave' }).click();
    await visit.settled('Dashboard');
    await goTo('Auto top-up');
    await heading('Auto top-up').waitFor();
    const policy = page.locator('pr-policy-form input.input').first();
    await policy.fill('123456');
    await page.getByRole('link', { name: /On a schedule/ }).click();
    await question.getByRole('button', { name: 'Stay' }).click();
    expect(await policy.inputValue()).toBe('123456');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await question.getByRole('button', { name: 'Stay' }).click();
    expect(await policy.inputValue()).toBe('123456');
    expect(visit.complaints).toEqual([]);
  });

  it('invites a person with a role, changes it, and takes the invitation back', async () => {
    await goTo('Members');
    await visit.page.getByRole('button', { name: 'Invite…' }).click();
    const dialog = visit.page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill('new@acme.test');
    await dialog.getByRole('button', { name: 'Buyer' }).click();
    expect(await visit.faultsOf('invite')).toEqual([]);
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

  it('an admin creates an API key, keeps its secret, and revokes it', async () => {
    await goTo('API keys');
    const { page } = visit;
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('nightly export');
    await page.getByRole('checkbox', { name: /tokens\.view/ }).check();
    await page.getByRole('button', { name: 'Create the key' }).click();
    const secret = await page.getByLabel('API key', { exact: true }).inputValue();
    expect(await visit.faultsOf('api-key-created')).toEqual([]);
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
    const { page } = visit;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Search pages/ }).waitFor();
    expect(await visit.faultsOf('palette')).toEqual([]);
    await page.keyboard.type('audit');
    await page.getByRole('option', { name: /Audit trail/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await visit.faultsOf('keyboard')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { level: 1, name: 'Purchases' }).waitFor();
  });

  it('closes what lies on top, and gives the focus back to what opened it', async () => {
    const { page } = visit;
    await goTo('Members');
    const invite = page.getByRole('button', { name: 'Invite…' });
    await invite.press('Enter');
    await page.getByRole('dialog').getByLabel('E-mail').press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toContain('Invite…');

    await goTo('Purchases');
    await page.locator('tbody a').first().press('Enter');
    const drawer = page.locator('pr-drawer .sheet');
    await drawer.waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Search pages/ }).press('Escape');
    await page.getByRole('combobox', { name: /^Search pages/ }).waitFor({ state: 'detached' });
    expect(await drawer.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('href')).toContain('/purchases/');
    expect(visit.complaints).toEqual([]);
  });

  it('a pasted id leads to what it names', async () => {
    const admin = await site.purser.http.signIn('admin@acme.test');
    const list = await admin.get<{ data: { referenceId: string }[] }>(
      `/api/tokens/purchase?organizationId=${acme()}&limit=1`,
    );
    const reference = list.body.data[0]?.referenceId ?? '';
    const { page } = visit;
    await page.getByRole('button', { name: 'Search or jump to' }).click();
    await page.getByRole('combobox', { name: /^Search pages/ }).fill(reference);
    await page.getByRole('option', { name: /^Purchase/ }).waitFor();
    await visit.keepPicture('palette-found');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/purchases/${reference}`));
  });

  it('an admin adds a webhook endpoint and keeps its secret', async () => {
    await goTo('Webhooks');
    const { page } = visit;
    await page.getByRole('button', { name: 'Add an endpoint' }).first().click();
    await page.getByLabel('Address').fill('https://hooks.example.com/purser');
    await page.getByRole('checkbox', { name: /All events/ }).uncheck();
    await page.getByRole('checkbox', { name: /purchase\.completed/ }).check();
    expect(await visit.faultsOf('webhook-adding')).toEqual([]);
    await page.getByRole('button', { name: 'Add the endpoint' }).click();
    expect(await page.getByLabel('Signing secret').inputValue()).toMatch(/^whsec_/);
    await page.getByRole('checkbox', { name: 'I have kept it' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('https://hooks.example.com/purser').waitFor();
    expect(await visit.faultsOf('webhooks-one')).toEqual([]);
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
    const bell = visit.page.getByRole('button', { name: /^Notifications/ });
    await bell.click();
    await visit.page
      .getByRole('dialog', { name: 'Notifications' })
      .getByText(/below/i)
      .first()
      .waitFor();
    await visit.go(`/o/${organizations.Acme}/history?range=7`);
    await visit.page.getByText('Alert fired').waitFor();
    expect(await visit.faultsOf('history-alert')).toEqual([]);
    await visit.page.getByRole('button', { name: 'Show as table' }).click();
    await visit.page.getByRole('cell', { name: /^Alert, below/ }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('changes the balance in place when a program spends', async () => {
    const { organizations, apiKey } = site.purser.demo;
    const program = site.purser.http.as(apiKey);
    const debit = await program.post<{ availableAfter: number }>(
      `/api/tokens/wallet/${organizations.Acme}/debits`,
      { amount: 1_234, reference: 'seen-live' },
    );
    expect(debit.status).toBe(201);
    const figure = debit.body.availableAfter.toLocaleString('en-US');
    await visit.page.getByText(figure).first().waitFor();
    expect(visit.complaints).toEqual([]);
  });
});
