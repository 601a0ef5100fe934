import { adjustment, refund, refusal } from '../../testing/support-views.js';
import { dayRow, purchase } from '../../testing/views.js';
import { lagging, mergedStory, type StoryItem } from './story.js';
import {
  fromAdjustment,
  fromAudit,
  fromLedger,
  fromNotification,
  fromPurchase,
  fromRefund,
  fromRefusal,
} from './story-sources.js';

const item = (id: string, atMs: number, entryId: string | null = null): StoryItem => ({
  id,
  kind: 'money',
  atMs,
  at: new Date(atMs).toISOString(),
  icon: 'plus',
  tone: 'ok',
  title: id,
  more: '',
  amount: null,
  links: [],
  entryId,
});
const ids = (items: StoryItem[]) => items.map(({ id }) => id);

describe('mergedStory', () => {
  it('tells nothing from before the oldest event of a source that goes on', () => {
    const sources = [
      { items: [item('a', 90), item('b', 50)], hasOlder: true },
      { items: [item('c', 70), item('d', 10)], hasOlder: false },
    ];
    expect(ids(mergedStory(sources))).toEqual(['a', 'c', 'b']);
    expect(lagging(sources)).toEqual([0]);
  });

  it('tells everything once all sources are read', () => {
    const sources = [
      { items: [item('a', 90)], hasOlder: false },
      { items: [item('d', 10)], hasOlder: false },
    ];
    expect(ids(mergedStory(sources))).toEqual(['a', 'd']);
    expect(lagging(sources)).toEqual([]);
  });

  it('reads on the sources whose oldest event bounds the story, and those not read yet', () => {
    const sources = [
      { items: [item('a', 90)], hasOlder: true },
      { items: [item('b', 20)], hasOlder: true },
    ];
    expect(lagging(sources)).toEqual([0]);
    expect(lagging([{ items: [], hasOlder: true }])).toEqual([0]);
  });

  it('tells an adjustment once, not again as its ledger entry', () => {
    const sources = [
      { items: [item('entry adjustment e-1', 50, 'e-1')], hasOlder: false },
      { items: [item('adjustment x', 50, 'e-1')], hasOlder: false },
    ];
    expect(ids(mergedStory(sources))).toEqual(['adjustment x']);
  });
});

describe('what each list tells', () => {
  it('rolls usage up by day and leaves purchases to purchases', () => {
    expect(fromLedger(dayRow())[0]).toMatchObject({
      kind: 'usage',
      amount: -41_585,
      more: '3,870 debits. Balance afterwards: 414,013.',
      links: [{ path: ['history'], params: { from: '2026-06-17', to: '2026-06-17' } }],
    });
    expect(fromLedger(dayRow({ kind: 'purchase' }))).toEqual([]);
  });

  it('shows tokens of a purchase once they were credited', () => {
    const paid = purchase({ status: 'completed', completedAt: '2026-06-18T18:33:00.000Z' });
    expect(fromPurchase(paid)[0]).toMatchObject({
      amount: 262_500,
      tone: 'ok',
      links: [{ word: 'The purchase' }, { params: { refund: 'purchase-1' } }],
    });
    expect(fromPurchase(purchase({ status: 'payment_failed' }))[0]).toMatchObject({ amount: null });
  });

  it('names who asked and who decided', () => {
    const checker = { type: 'user' as const, id: 'user-2', name: 'lead@purser.test' };
    const [applied] = fromAdjustment(adjustment({ status: 'applied', checker, entryId: 'e-9' }));
    expect(applied).toMatchObject({ amount: 320_000, entryId: 'e-9', kind: 'staff' });
    expect(applied?.more).toBe(
      'Asked for by support@purser.test, approved by lead@purser.test: “Ingest was down”',
    );
    expect(fromRefund(refund())[0]).toMatchObject({ amount: null, kind: 'staff' });
  });

  it('leads from a refusal to its reason', () => {
    expect(fromRefusal(refusal())[0]?.links).toMatchObject([
      { path: ['support'], params: { refusal: 'req_01JXDKW2M4' } },
    ]);
  });

  it('leaves out notifications that only say again what a purchase or record says', () => {
    const told = (event: string) =>
      fromNotification({
        id: 'n-1',
        organizationId: 'o',
        event,
        severity: 'warning',
        title: event,
        body: '',
        link: null,
        createdAt: '2026-06-18T18:00:00.000Z',
        readAt: null,
      }).length;
    const again = ['purchase.completed', 'subscription.charged', 'subscription.created'];
    expect(again.map(told)).toEqual([0, 0, 0]);
    const alerts = ['threshold.crossed', 'subscription.past-due', 'auto-topup.blocked'];
    expect(alerts.map(told)).toEqual([1, 1, 1]);
  });

  it('takes from the audit trail what nothing else tells', () => {
    const record = {
      id: 'r-1',
      organizationId: 'o',
      sequence: 7,
      actor: { type: 'user' as const, id: 'u', name: 'lead@purser.test' },
      subjectType: 'wallet',
      subjectId: null,
      before: null,
      after: null,
      reason: 'Key leaked',
      requestId: null,
      ip: null,
      at: '2026-06-18T18:00:00.000Z',
      hash: '',
      previousHash: '',
    };
    expect(fromAudit({ ...record, action: 'wallet.suspended' })[0]).toMatchObject({
      kind: 'staff',
      title: 'Wallet suspended',
      more: 'By lead@purser.test: “Key leaked”',
    });
    expect(fromAudit({ ...record, action: 'threshold.created' })[0]?.kind).toBe('changes');
    const [made] = fromAudit({ ...record, reason: null, action: 'auto_topup.created' });
    expect(made).toMatchObject({ title: 'Auto top-up created', more: 'By lead@purser.test.' });
    expect(fromAudit({ ...record, action: 'purchase.completed' })).toEqual([]);
  });
});
