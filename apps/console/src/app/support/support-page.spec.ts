import { Console, control, textOf } from '../../testing/console-harness.js';
import { adjustment, refund } from '../../testing/support-views.js';
import { ACME, dayRow, lot, problem, purchase, staff, wallet } from '../../testing/views.js';
import { SupportPage } from './support-page.js';

const WALLET = `/api/tokens/wallet/${ACME}`;
const NOTHING = { data: [], nextCursor: null };
const SUSPENSION = {
  id: 's-1',
  source: 'support' as const,
  reason: 'A key leaked',
  openedAt: '2026-06-12T10:00:00.000Z',
};

HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};

async function open(address = '/support', held = wallet()) {
  const console = await Console.open({
    user: staff(),
    routes: [{ path: 'support', component: SupportPage }],
  });
  const harness = await console.visit(address);
  const element = harness.routeNativeElement as HTMLElement;
  await console.answer(`${WALLET}/history`, {
    data: [dayRow(), dayRow({ kind: 'expiry', amount: -10, reason: null, entryId: 'e-2' })],
    nextCursor: null,
  });
  await console.answer(`${WALLET}/refusals`, NOTHING);
  await console.answer('/api/tokens/purchase', {
    data: [purchase({ status: 'completed', completedAt: '2026-06-17T12:00:00.000Z' })],
    nextCursor: null,
  });
  await console.answer('/api/tokens/refunds', { data: [refund()], nextCursor: null });
  await console.answer('/api/tokens/disputes', NOTHING);
  await console.answer('/api/tokens/adjustments', { data: [adjustment()], nextCursor: null });
  await console.answer('/api/tokens/notifications', NOTHING);
  await console.answer(`/api/tokens/audit/${ACME}`, NOTHING);
  await console.answer(`/api/organizations/${ACME}/notes`, NOTHING);
  await console.answer(WALLET, held);
  await console.settle();
  return { console, harness, element };
}

describe('SupportPage', () => {
  it('shows how the wallet stands and its whole story, day by day', async () => {
    const { element } = await open();
    const text = textOf(element);
    expect(text).toContain('Support: Acme Wallet active');
    expect(text).toContain('Available 369,927 tokens Held 12,000');
    expect(text).toContain('Today, Thu, Jun 18');
    expect(text).toContain('Refund of $244.97');
    expect(text).toContain('Purchase, Growth, $244.97 +262,500');
    expect(text).toContain('3,870 debits. Balance afterwards: 414,013');
    expect(text).toContain('5 events, from the first one on');
  });

  it('narrows the story by kind, in the address', async () => {
    const { element } = await open('/support?show=staff');
    const story = textOf(element.querySelector('pr-story-panel'));
    expect(story).toContain('Adjustment, Service incident, waits for approval');
    expect(story).not.toContain('Purchase, Growth');
    expect(control(element, 'Staff').getAttribute('aria-pressed')).toBe('true');
  });

  it('opens a dialog from the address and says what was done', async () => {
    const { console, element } = await open('/support?act=suspend');
    const field = element.querySelector<HTMLTextAreaElement>('#reason');
    if (!field) throw new Error('The dialog is not open');
    field.value = 'A key leaked';
    field.dispatchEvent(new Event('input'));
    await console.settle();
    element.querySelector('#reason-form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.settle();
    const sent = console.http.expectOne(`${WALLET}/suspend`);
    expect(sent.request.body).toEqual({ reason: 'A key leaked' });
    sent.flush({});
    await console.settle();
    expect(textOf(element)).toContain('The wallet is suspended.');
    expect(element.querySelector('dialog')).toBeNull();
  });

  it('ends the suspension that is chosen', async () => {
    const dunning = { ...SUSPENSION, id: 's-2', source: 'dunning' as const, reason: 'Unpaid' };
    const suspended = wallet({ status: 'suspended', suspensions: [SUSPENSION, dunning] });
    const { element } = await open('/support?act=reactivate', suspended);
    const text = textOf(element.querySelector('dialog'));
    expect(text).toContain('Support Since Jun 12, 06:00 : A key leaked');
    expect(text).toContain('Unpaid subscription');
    expect(text).toContain('spends again once none of them is open');
    expect(textOf(element)).toContain('Wallet suspended');
  });

  it('extends a lot to the end of a local day', async () => {
    const ends = lot({ expiresAt: '2026-06-23T04:00:00.000Z' });
    const { console, element } = await open('/support?act=extend', wallet({ lots: [ends] }));
    const until = element.querySelector<HTMLInputElement>('#extend-until');
    const reason = element.querySelector<HTMLTextAreaElement>('#extend-reason');
    if (!until || !reason) throw new Error('The dialog is not open');
    until.value = '2026-07-31';
    until.dispatchEvent(new Event('input'));
    reason.value = 'Agreed by phone';
    reason.dispatchEvent(new Event('input'));
    await console.settle();
    element.querySelector('#extend')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.settle();
    const sent = console.http.expectOne(`${WALLET}/lots/lot-1/extend`);
    expect(sent.request.body).toEqual({
      expiresAt: '2026-08-01T04:00:00.000Z',
      reason: 'Agreed by phone',
    });
    sent.flush(lot({ expiresAt: '2026-08-01T04:00:00.000Z' }));
    await console.settle();
    expect(textOf(element)).toContain('Growth may be used until Aug 1.');
  });

  it('shows the wallet at the moment of the address', async () => {
    const { console, element } = await open('/support?at=2026-06-10T15:19:52.000Z');
    expect(element.querySelector<HTMLInputElement>('#as-of-at')?.value).toBe('2026-06-10T11:19');
    await console.settle();
    expect(textOf(element.querySelector('pr-as-of-panel'))).toContain('Available 369,927');
  });
});

describe('the story that does not load', () => {
  it('says why, and tries again', async () => {
    const console = await Console.open({
      user: staff(),
      routes: [{ path: 'support', component: SupportPage }],
    });
    const harness = await console.visit('/support');
    const element = harness.routeNativeElement as HTMLElement;
    await console.answer('/api/', problem('overloaded', 503), 503);
    await console.settle();
    expect(textOf(element)).toContain('The story did not load.');
    expect(textOf(element)).toContain('The wallet did not load.');
  });
});
