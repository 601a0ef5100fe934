import type {
  AdjustmentView,
  AuditRecordView,
  DisputeView,
  LedgerDayView,
  NotificationView,
  OrganizationNoteView,
  PurchaseView,
  RefundView,
  RefusalView,
} from '@purser/contracts';
import { DISPUTE_STATUSES } from '../shared/badge/dispute-status.js';
import { LEDGER_KINDS } from '../shared/badge/kind-mark.js';
import { PURCHASE_STATUSES } from '../shared/badge/purchase-status.js';
import { REFUND_STATUSES } from '../shared/badge/refund-status.js';
import type { Tone } from '../shared/badge/badge.js';
import { formatMoney } from '../shared/format/money.js';
import { formatTokens } from '../shared/format/tokens.js';
import type { IconName } from '../shared/icon/icons.js';
import type { StoryItem, StoryLink } from './story.js';
import { codeWords } from './support-words.js';

type Fields = Pick<StoryItem, 'id' | 'kind' | 'at' | 'icon' | 'tone' | 'title' | 'more'> &
  Partial<StoryItem>;

/** Ledger rows that a purchase, refund or dispute tells in full. */
const TOLD_BY_PURCHASES = new Set([
  'purchase',
  'bonus',
  'subscription',
  'auto_topup',
  'refund',
  'dispute',
]);
/** Audit records of what other sources tell in full. */
const TOLD_ELSEWHERE = /^(purchase|refund|dispute|adjustment|organization-note)\./;

/** Notifications that say again what a purchase or an audit record says. */
const SAID_AGAIN =
  /^(purchase\.|auto-topup\.completed|subscription\.(charged|created|paused|resumed|canceled))/;

const REFUNDABLE = new Set<PurchaseView['status']>(['completed', 'partially_refunded']);

const TYPES: Record<PurchaseView['type'], { word: string; icon: IconName }> = {
  package: { word: 'Purchase', icon: 'plus' },
  custom: { word: 'Purchase', icon: 'plus' },
  subscription: { word: 'Subscription charge', icon: 'repeat' },
  auto_topup: { word: 'Auto top-up', icon: 'zap' },
};

const SEVERITIES: Record<NotificationView['severity'], Tone> = {
  info: 'info',
  success: 'ok',
  warning: 'warning',
  critical: 'error',
};

const STAFF_ACTS: Record<string, { title: string; icon: IconName; tone: Tone }> = {
  'wallet.suspended': { title: 'Wallet suspended', icon: 'ban', tone: 'error' },
  'wallet.reactivated': { title: 'Wallet reactivated', icon: 'play', tone: 'ok' },
  'lot.extended': { title: 'Lot extended', icon: 'hourglass', tone: 'staff' },
  'reconciliation-case.resolved': {
    title: 'Difference in the books resolved',
    icon: 'scale',
    tone: 'staff',
  },
};

/** Usage of a day, an expiry, a correction: what only the ledger tells. */
export function fromLedger(row: LedgerDayView): StoryItem[] {
  if (TOLD_BY_PURCHASES.has(row.kind)) return [];
  const { word, tone, icon } = LEDGER_KINDS[row.kind];
  const usage = row.kind === 'debit' || row.kind === 'capture';
  const link: StoryLink = row.entryId
    ? { path: ['history'], params: { entry: row.entryId }, word: 'Explain' }
    : { path: ['history'], params: { from: row.date, to: row.date }, word: 'The day' };
  return [
    item({
      id: `entry ${row.kind} ${row.entryId ?? row.from}`,
      kind: usage ? 'usage' : row.kind === 'adjustment' ? 'staff' : 'money',
      at: row.to,
      icon,
      tone,
      title: usage ? word : (row.reason ?? word),
      more: `${usage ? `${entriesInWords(row)}. ` : ''}Balance afterwards: ${formatTokens(row.balanceAfter)}.`,
      amount: row.amount,
      entryId: row.entryId,
      links: [link],
    }),
  ];
}

export function fromPurchase(purchase: PurchaseView): StoryItem[] {
  const status = PURCHASE_STATUSES[purchase.status];
  const type = TYPES[purchase.type];
  const credited = purchase.completedAt !== undefined;
  const by = purchase.createdBy.type === 'system' ? '' : `, by ${purchase.createdBy.name}`;
  const why = purchase.failure ? ` ${purchase.failure.message}` : '';
  const invoice = purchase.invoiceNumber ? `, invoice ${purchase.invoiceNumber}` : '';
  return [
    item({
      id: `purchase ${purchase.referenceId}`,
      kind: 'money',
      at: purchase.completedAt ?? purchase.createdAt,
      icon: credited ? type.icon : (status.icon ?? type.icon),
      tone: credited && purchase.status === 'completed' ? 'ok' : status.tone,
      title: `${type.word}, ${purchase.label}, ${formatMoney(purchase.price.total)}`,
      more: `${status.word}${invoice}${by}.${why}`,
      amount: credited ? purchase.tokens + purchase.bonusTokens : null,
      links: [
        { path: ['purchases', purchase.referenceId], params: {}, word: 'The purchase' },
        ...(REFUNDABLE.has(purchase.status)
          ? [{ path: ['support'], params: { refund: purchase.referenceId }, word: 'Refund…' }]
          : []),
      ],
    }),
  ];
}

export function fromRefund(refund: RefundView): StoryItem[] {
  const status = REFUND_STATUSES[refund.status];
  const taken = refund.status === 'succeeded' || refund.status === 'pending';
  const checker = refund.checker ? `, decided by ${refund.checker.name}` : '';
  return [
    item({
      id: `refund ${refund.id}`,
      kind: refund.origin === 'purser' ? 'staff' : 'money',
      at: refund.createdAt,
      icon: 'undo-2',
      tone: status.tone,
      title: `Refund of ${formatMoney(refund.amount)}`,
      more: `${status.word}, asked for by ${refund.maker.name}${checker}${said(refund.reason)}`,
      amount: taken ? -(refund.tokens + refund.bonusTokens) : null,
      links: [
        { path: ['purchases', refund.purchaseReferenceId], params: {}, word: 'The purchase' },
      ],
    }),
  ];
}

export function fromDispute(dispute: DisputeView): StoryItem[] {
  const status = DISPUTE_STATUSES[dispute.status];
  const voided = dispute.voidedTokens + dispute.voidedBonusTokens;
  const frozen = dispute.frozenTokens + dispute.frozenBonusTokens;
  const tokens = frozen > 0 ? `, ${formatTokens(frozen)} tokens frozen` : '';
  return [
    item({
      id: `dispute ${dispute.id}`,
      kind: 'money',
      at: dispute.openedAt,
      icon: 'flag',
      tone: status.tone,
      title: `Dispute over ${formatMoney(dispute.amount)}`,
      more: `${status.word}${tokens}. ${codeWords(dispute.reason)}.`,
      amount: voided > 0 ? -voided : null,
      links: [
        { path: ['purchases', dispute.purchaseReferenceId], params: {}, word: 'The purchase' },
      ],
    }),
  ];
}

export function fromAdjustment(adjustment: AdjustmentView): StoryItem[] {
  const { status, maker, checker } = adjustment;
  const applied = status === 'applied';
  const decided = checker ? `, ${applied ? 'approved' : 'rejected'} by ${checker.name}` : '';
  const words = { applied: '', pending: ', waits for approval', rejected: ', rejected' }[status];
  return [
    item({
      id: `adjustment ${adjustment.id}`,
      kind: 'staff',
      at: adjustment.decidedAt ?? adjustment.createdAt,
      icon: applied ? 'gift' : status === 'pending' ? 'users' : 'ban',
      tone: status === 'rejected' ? 'neutral' : 'staff',
      title: `Adjustment, ${codeWords(adjustment.reasonCode)}${words}`,
      more: `Asked for by ${maker.name}${decided}${said(adjustment.reason)}`,
      amount: applied ? adjustment.amount : null,
      entryId: adjustment.entryId,
      links: adjustment.entryId
        ? [{ path: ['history'], params: { entry: adjustment.entryId }, word: 'Explain' }]
        : [],
    }),
  ];
}

export function fromNotification(notification: NotificationView): StoryItem[] {
  if (SAID_AGAIN.test(notification.event)) return [];
  return [
    item({
      id: `notification ${notification.id}`,
      kind: 'alerts',
      at: notification.createdAt,
      icon: 'bell',
      tone: SEVERITIES[notification.severity],
      title: notification.title,
      more: notification.body,
    }),
  ];
}

export function fromRefusal(refusal: RefusalView): StoryItem[] {
  const why = refusal.reason === 'insufficient-tokens' ? 'too few tokens' : 'wallet suspended';
  const count =
    refusal.count > 1 ? `${formatTokens(refusal.count)} in this minute; the last` : 'It';
  return [
    item({
      id: `refusal ${refusal.minute} ${refusal.lastRequestId}`,
      kind: 'refused',
      at: refusal.minute,
      icon: 'ban',
      tone: 'error',
      title: `Refused: ${why}`,
      more: `${count} asked for ${formatTokens(refusal.lastAmount)} tokens as ${refusal.lastReference}.`,
      links: [{ path: ['support'], params: { refusal: refusal.lastRequestId }, word: 'Why' }],
    }),
  ];
}

export function fromNote(note: OrganizationNoteView): StoryItem[] {
  return [
    item({
      id: `note ${note.id}`,
      kind: 'staff',
      at: note.createdAt,
      icon: 'pencil',
      tone: 'staff',
      title: `Note of ${note.author.name}`,
      more: note.body,
    }),
  ];
}

/** What was changed by people, keys and jobs, where nothing else tells it. */
export function fromAudit(record: AuditRecordView): StoryItem[] {
  if (TOLD_ELSEWHERE.test(record.action)) return [];
  const act = STAFF_ACTS[record.action];
  return [
    item({
      id: `record ${record.id}`,
      kind: act ? 'staff' : 'changes',
      at: record.at,
      icon: act?.icon ?? 'settings',
      tone: act?.tone ?? 'neutral',
      title: act?.title ?? actionInWords(record.action),
      more: `By ${record.actor.name}${said(record.reason) || '.'}`,
      links: [
        { path: ['audit'], params: { record: record.id }, word: `Record ${record.sequence}` },
      ],
    }),
  ];
}

function item(fields: Fields): StoryItem {
  return { amount: null, links: [], entryId: null, ...fields, atMs: Date.parse(fields.at) };
}

function entriesInWords({ entries, kind }: LedgerDayView): string {
  const word = kind === 'capture' ? 'captured hold' : 'debit';
  return `${formatTokens(entries)} ${word}${entries === 1 ? '' : 's'}`;
}

function said(reason: string | null): string {
  return reason ? `: “${reason}”` : '';
}

/** `auto_topup.created` -> `Auto top-up created`. */
function actionInWords(action: string): string {
  const words = action
    .replaceAll(/[._-]/g, ' ')
    .replace(/\bapi\b/, 'API')
    .replace(/\btopup\b/, 'top-up');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
