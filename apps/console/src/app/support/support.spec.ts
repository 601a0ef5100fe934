import { Console, control, textOf } from '../../testing/console-harness.js';
import { adjustment, lead, refund, refundPreview, refusal } from '../../testing/support-views.js';
import { ACME, dayRow, problem, staff, wallet } from '../../testing/views.js';
import { AdjustDialog } from './adjust-dialog.js';
import { ApprovalInbox } from './approval-inbox.js';
import { LedgerCheck } from './ledger-check.js';
import { NotesPanel } from './notes-panel.js';
import { RefundDialog } from './refund-dialog.js';
import { RefusalPanel } from './refusal-panel.js';

const WALLET = `/api/tokens/wallet/${ACME}`;
const NOTHING = { data: [], nextCursor: null };

// The DOM of specs has no modal dialogs of its own.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};

function write(element: HTMLElement, selector: string, text: string): void {
  const field = element.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
  if (!field) throw new Error(`There is no ${selector}`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('AdjustDialog', () => {
  async function open() {
    const console = await Console.open({ user: staff() });
    const fixture = await console.show(AdjustDialog);
    await console.answer(WALLET, wallet());
    const element = fixture.nativeElement as HTMLElement;
    return { console, fixture, element };
  }

  it('shows what it would do before it does it, and that a second person is needed', async () => {
    const { console, fixture, element } = await open();
    write(element, '#adjust-amount', '320,000');
    await console.settle(fixture);
    await console.answer(`${WALLET}/adjustments?dryRun=true`, {
      dryRun: true,
      status: 'pending',
      amount: 320_000,
      balanceAfter: 701_927,
      availableAfter: 689_927,
      allocations: [],
    });
    await console.settle(fixture);
    const text = textOf(element);
    expect(text).toContain('Available now 369,927 Adjustment +320,000 After approval 689,927');
    expect(text).toContain('You cannot approve your own.');
    expect(control(element, 'Ask for approval')).toBeDefined();
  });

  it('sends the same key again after a failure, and says what came of it', async () => {
    const { console, fixture, element } = await open();
    const closed: unknown[] = [];
    fixture.componentInstance.closed.subscribe((one) => closed.push(one));
    control(element, 'Debit').click();
    write(element, '#adjust-amount', '500');
    write(element, '#adjust-reason', 'Granted\ntwice');
    await console.settle(fixture);
    await console.answer(`${WALLET}/adjustments?dryRun=true`, {
      dryRun: true,
      status: 'applied',
      amount: -500,
      balanceAfter: 1,
      availableAfter: 1,
      allocations: [],
    });
    const keys: (string | null)[] = [];
    for (const status of [503, 201]) {
      await console.settle(fixture);
      element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await console.settle(fixture);
      const sent = console.http.expectOne(`${WALLET}/adjustments`);
      expect(sent.request.body).toEqual({
        amount: -500,
        reasonCode: 'service-incident',
        reason: 'Granted twice',
      });
      keys.push(sent.request.headers.get('Idempotency-Key'));
      sent.flush(status === 201 ? adjustment({ status: 'applied' }) : problem('overloaded', 503), {
        status,
        statusText: 'so',
      });
      await console.settle(fixture);
    }
    expect(keys[0]).toBe(keys[1]);
    expect(closed).toMatchObject([{ status: 'applied' }]);
  });

  it('asks for an amount and a reason before anything is sent', async () => {
    const { console, fixture, element } = await open();
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.settle(fixture);
    expect(textOf(element)).toContain('Enter a whole number of tokens above zero.');
    expect(textOf(element)).toContain('Say why, in 3 to 500 characters.');
  });
});

describe('ApprovalInbox', () => {
  async function open(user = lead()) {
    const console = await Console.open({ user });
    const fixture = await console.show(ApprovalInbox, { organizationId: ACME });
    await console.answer('/api/tokens/adjustments', { data: [adjustment()], nextCursor: null });
    await console.answer('/api/tokens/refunds', { data: [refund()], nextCursor: null });
    await console.settle(fixture);
    return { console, fixture, element: fixture.nativeElement as HTMLElement };
  }

  it('lists what waits, oldest first, and tells the maker why somebody else decides', async () => {
    const { element } = await open();
    const items = [...element.querySelectorAll('li')].map(textOf);
    expect(items[0]).toContain('Refund of $244.97');
    expect(items[0]).toContain('Yours');
    expect(items[0]).toContain('nobody approves their own');
    expect(items[0]).not.toContain('Approve…');
    expect(items[1]).toContain('+320,000 tokens Service incident: Ingest was down');
    expect(items[1]).toContain('Approve…');
  });

  it('approves with a key, then asks what still waits', async () => {
    const { console, fixture, element } = await open();
    let decided = 0;
    fixture.componentInstance.decided.subscribe(() => (decided += 1));
    control(element, 'Approve: +320,000 tokens').click();
    await console.settle(fixture);
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.settle(fixture);
    const sent = console.http.expectOne('/api/tokens/adjustments/adjustment-1/approve');
    expect(sent.request.headers.has('Idempotency-Key')).toBe(true);
    sent.flush(adjustment({ status: 'applied' }));
    await console.settle(fixture);
    await console.answer('/api/tokens/adjustments', NOTHING);
    await console.answer('/api/tokens/refunds', NOTHING);
    await console.settle(fixture);
    expect(decided).toBe(1);
    expect(textOf(element)).toContain('Nothing waits');
  });

  it('says why a decision was refused and keeps it open', async () => {
    const { console, fixture, element } = await open();
    control(element, 'Reject: +320,000 tokens').click();
    await console.settle(fixture);
    write(element, '#reason', 'Not agreed');
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.answer(
      '/api/tokens/adjustments/adjustment-1/reject',
      problem('adjustment-state-conflict', 409),
      409,
    );
    await console.settle(fixture);
    expect(textOf(element)).toContain('Title of adjustment-state-conflict');
  });
});

describe('RefundDialog', () => {
  const PREVIEW = '/api/tokens/purchase/purchase-1/refund-preview';

  async function open(answer: object = refundPreview(), status = 200) {
    const console = await Console.open({ user: staff() });
    const fixture = await console.show(RefundDialog, { referenceId: 'purchase-1' });
    await console.answer(PREVIEW, answer, status);
    await console.settle(fixture);
    return { console, fixture, element: fixture.nativeElement as HTMLElement };
  }

  it('begins with all that can be refunded and says what is taken', async () => {
    const { element } = await open();
    const text = textOf(element);
    expect(text).toContain('Paid back to the card $200.00 of it tax $16.30');
    expect(text).toContain('Tokens taken back \u2212204,111');
    expect(text).toContain('Bonus tokens taken back first \u221212,500');
    expect(text).toContain('Not refundable of this purchase: 45,889 consumed.');
    expect(control(element, 'Ask to refund $200.00')).toBeDefined();
  });

  it('asks what a part would take, and refunds what whole tokens come to', async () => {
    const { console, fixture, element } = await open();
    write(element, '#refund-amount', '5.00');
    await console.settle(fixture);
    await console.answer(
      `${PREVIEW}?amount=500`,
      refundPreview({ amount: { amount: 499, currency: 'USD' }, approvalRequired: false }),
    );
    await console.settle(fixture);
    expect(textOf(element)).toContain('is the most whole tokens come to within what you entered');
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.settle(fixture);
    const sent = console.http.expectOne('/api/tokens/purchase/purchase-1/refunds');
    expect(sent.request.body).toEqual({ amount: 499 });
    expect(sent.request.headers.has('Idempotency-Key')).toBe(true);
    sent.flush(refund({ status: 'succeeded' }));
  });

  it('refuses more than there is without asking the server', async () => {
    const { console, fixture, element } = await open();
    write(element, '#refund-amount', '200.01');
    element.querySelector('input')?.dispatchEvent(new Event('blur'));
    await console.settle(fixture);
    expect(textOf(element)).toContain('Enter an amount above zero, up to $200.00.');
  });

  it('says that there is nothing to refund', async () => {
    const { element } = await open(problem('nothing-to-refund', 409), 409);
    expect(textOf(element)).toContain('Title of nothing-to-refund');
    expect(element.querySelector('form')).toBeNull();
  });
});

describe('RefusalPanel', () => {
  async function open(requestId: string | null, answer: object = refusal(), status = 200) {
    const console = await Console.open({ user: staff() });
    const fixture = await console.show(RefusalPanel, { requestId });
    if (requestId) await console.answer(`${WALLET}/refusals/${requestId}`, answer, status);
    await console.settle(fixture);
    return { console, fixture, element: fixture.nativeElement as HTMLElement };
  }

  it('says what was asked for, what there was, and what came in afterwards', async () => {
    const { console, fixture, element } = await open('req_01JXDKW2M4');
    await console.answer(`${WALLET}/history`, {
      data: [
        dayRow({
          kind: 'auto_topup',
          amount: 262_500,
          availableAfter: 362_005,
          from: '2026-06-10T15:20:04.000Z',
        }),
      ],
      nextCursor: null,
    });
    await console.settle(fixture);
    const text = textOf(element);
    expect(text).toContain('120,000 tokens are needed and 99,505 are available.');
    expect(text).toContain('Missing 20,495 tokens');
    expect(text).toContain('12 seconds later 262,500 tokens came in (auto top-up)');
    expect(text).toContain('the same would have passed');
  });

  it('asks for the request id that was typed', async () => {
    const { fixture, element } = await open(null);
    const asked: (string | null)[] = [];
    fixture.componentInstance.asked.subscribe((one) => asked.push(one));
    write(element, '#refusal-request', ' req_9 ');
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    expect(asked).toEqual(['req_9']);
  });

  it('says that no refusal remembers a request', async () => {
    const { element } = await open('req_other', problem('not-found', 404), 404);
    expect(textOf(element)).toContain('No refusal remembers this request.');
  });
});

describe('NotesPanel', () => {
  it('keeps a note and shows it with its author', async () => {
    const console = await Console.open({ user: staff() });
    const fixture = await console.show(NotesPanel);
    const element = fixture.nativeElement as HTMLElement;
    const address = `/api/organizations/${ACME}/notes`;
    await console.answer(address, NOTHING);
    write(element, '#note', 'Called back.');
    await console.settle(fixture);
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await console.settle(fixture);
    const note = {
      id: 'note-1',
      organizationId: ACME,
      body: 'Called back.',
      author: { type: 'user', id: 'user-1', name: 'support@purser.test' },
      createdAt: '2026-06-18T18:30:00.000Z',
    };
    const sent = console.http.expectOne({ url: address, method: 'POST' });
    expect(sent.request.body).toEqual({ body: 'Called back.' });
    sent.flush(note, { status: 201, statusText: 'Created' });
    await console.answer(address, { data: [note], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element)).toContain('Called back. support@purser.test, 2 min ago');
    expect(element.querySelector('textarea')?.value).toBe('');
  });
});

describe('LedgerCheck', () => {
  it.each([
    [{ valid: true, entries: 4_808, anchoredUntil: null }, 'All 4,808 entries are as they were'],
    [
      {
        valid: false,
        entries: 12,
        anchoredUntil: null,
        firstBroken: { sequence: 13, id: 'e', detail: 'the seal does not fit' },
      },
      'Entry 13: the seal does not fit',
    ],
  ])('says whether the ledger is as it was written', async (answer, words) => {
    const console = await Console.open({ user: staff() });
    const fixture = await console.show(LedgerCheck);
    const element = fixture.nativeElement as HTMLElement;
    control(element, 'Verify the ledger').click();
    await console.answer(`${WALLET}/verify`, answer);
    await console.settle(fixture);
    expect(textOf(element)).toContain(words);
  });
});
