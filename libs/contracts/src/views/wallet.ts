import type { ActorView, MoneyView } from './common.js';

export type WalletStatus = 'active' | 'suspended';
export type SuspensionSource = 'dunning' | 'support' | 'dispute';

/**
 * `available = balance - held - frozen - expired`, in tokens; each part excludes the ones before it.
 */
export interface BalanceView {
  organizationId: string;
  balance: number;
  held: number;
  frozen: number;
  expired: number;
  available: number;
  status: WalletStatus;
  asOf: string;
}

export type LotSource =
  'purchase' | 'bonus' | 'subscription' | 'auto_topup' | 'adjustment' | 'promotion';

export interface LotView {
  id: string;
  source: LotSource;
  /** What a person would call it, for example the package's name. */
  label: string;
  granted: number;
  remaining: number;
  held: number;
  frozen: number;
  /** Lower burns first. */
  priority: number;
  effectiveAt: string;
  /** Exclusive; null = never. */
  expiresAt: string | null;
  expired: boolean;
  /** Net money paid for the whole lot; amount 0 = free. */
  cost: MoneyView;
  purchaseReferenceId: string | null;
  createdAt: string;
}

export interface SuspensionView {
  id: string;
  source: SuspensionSource;
  reason: string;
  openedAt: string;
}

export interface DailyUsageView {
  /** Local date in the organization's zone, `YYYY-MM-DD`. */
  date: string;
  tokens: number;
}

/** `insufficient-history` = fewer than 14 days have passed since the first use. */
export type ForecastStatus = 'insufficient-history' | 'ready';

/** What the wallet says of its forecast: when the available tokens run out. */
export interface RunOutView {
  status: ForecastStatus;
  /** As likely earlier as later; null = not within ten years, or not known. */
  runOutAt: string | null;
  /** At high use (p90); only where `ready`. */
  runOutEarliestAt?: string | null;
  /** At low use (p10); only where `ready`. */
  runOutLatestAt?: string | null;
}

/** Expected consumption of one local day, in tokens: one day in ten is below p10, one above p90. */
export interface ForecastDayView {
  /** Local date in the organization's zone, `YYYY-MM-DD`. */
  date: string;
  p10: number;
  p50: number;
  p90: number;
  /**
   * Expected consumption from the start of the first day listed to the end of this one. Chance evens
   * out over days, so p10 and p90 of the sum are closer together than the sums of p10 and p90.
   */
  totalP10: number;
  totalP50: number;
  totalP90: number;
}

/**
 * How the method would have done on the organization's own past: rolling origins, each forecast
 * compared with what then came. MASE below 1 beats repeating the week before, one step ahead.
 */
export interface ForecastScoreView {
  origins: number;
  horizonDays: number;
  /** Null where the past has no scale: it is the same each week. */
  mase: number | null;
  /** The same measure of repeating the last week. */
  seasonalNaiveMase: number | null;
  /** Mean pinball loss of p10, p50 and p90, in tokens per day. */
  pinballLoss: number;
  /** Share of days that fell within p10..p90; 0.8 would be perfect. */
  coverage: number;
}

/** A lot that would lose tokens to its expiry, if they are used in burn order as forecast. */
export interface LotAtRiskView {
  lotId: string;
  label: string;
  expiresAt: string;
  /** Tokens in it that can be used at present. */
  remaining: number;
  /** Tokens that expire unused at the expected use (p50). */
  unused: number;
  /** The same at low use (p10): the most that is likely to be lost. */
  unusedAtLowUse: number;
  /** The same at high use (p90). */
  unusedAtHighUse: number;
}

export interface ForecastView {
  organizationId: string;
  status: ForecastStatus;
  /** How it was computed; null without enough history. */
  method: string | null;
  /** Complete local days since the first use. */
  historyDays: number;
  /** How many days of history a forecast needs. */
  historyDaysNeeded: number;
  timeZone: string;
  available: number;
  /** From the local day of `computedAt` on; empty without enough history. */
  daily: ForecastDayView[];
  /** Mean of p50 over `daily`, whole tokens; null without enough history. */
  perDayTokens: number | null;
  /** As likely earlier as later; null = not within ten years, or not known. */
  runOutAt: string | null;
  runOutEarliestAt: string | null;
  runOutLatestAt: string | null;
  /** Null where the history is too short to test against. */
  score: ForecastScoreView | null;
  atRisk: LotAtRiskView[];
  /** When consumption was last looked at; run-out and risk are of the moment of asking. */
  computedAt: string;
}

export interface WalletView extends BalanceView {
  walletId: string;
  lots: LotView[];
  suspensions: SuspensionView[];
  usage: { days: DailyUsageView[]; totalTokens: number; perDayTokens: number };
  forecast: RunOutView;
  /** Available right after the last credit; null before the first. */
  availableAfterLastCredit: number | null;
}

export type LedgerEntryKind =
  | 'purchase'
  | 'bonus'
  | 'subscription'
  | 'auto_topup'
  | 'debit'
  | 'capture'
  | 'reversal'
  | 'expiry'
  | 'adjustment'
  | 'refund'
  | 'dispute';

export interface AllocationView {
  lotId: string;
  amount: number;
}

export interface LedgerEntryView {
  id: string;
  organizationId: string;
  kind: LedgerEntryKind;
  /** Signed tokens. */
  amount: number;
  balanceBefore: number;
  balanceAfter: number;
  availableAfter: number;
  reference: string;
  allocations: AllocationView[];
  actor: ActorView;
  requestId: string | null;
  reason: string | null;
  at: string;
}

/** An entry of the exported ledger: with what proves it without a server. */
export interface ExportedLedgerEntryView extends LedgerEntryView {
  walletId: string;
  /** Position in the wallet's ledger: from 1 without gaps. */
  sequence: number;
  purchaseId: string | null;
  /** What the caller noted, as JSON text exactly as it is stored. */
  meta: string | null;
  /** `at` as it is stored: microseconds since 1970. */
  atMicros: number;
  /**
   * Hex; on the last entry of each commit. SHA-256 over the seal before and the bytes of the commit's
   * entries.
   */
  seal: string | null;
  /** The seal before the commit of this entry; null in the first. */
  previousSeal: string | null;
}

/** One row of `history?group=day`: a credit stands alone, usage is rolled up between credits. */
export interface LedgerDayView {
  /** Local date in the organization's zone. */
  date: string;
  kind: LedgerEntryKind;
  /** How many entries are rolled up here. */
  entries: number;
  amount: number;
  balanceAfter: number;
  availableAfter: number;
  from: string;
  to: string;
  /** The entry itself where the row is one entry. */
  entryId: string | null;
  reason: string | null;
}

/** An entry explained: which lots it moved, and where those came from. */
export interface EntryExplanationView extends LedgerEntryView {
  lots: (AllocationView & {
    label: string;
    source: LotSource;
    expiresAt: string | null;
    /** What the tokens of this allocation cost, net. */
    cost: MoneyView;
    purchaseReferenceId: string | null;
    invoiceId: string | null;
  })[];
}

/** The answer of a debit, built from immutable columns: a retry gives the same bytes. */
export interface DebitView {
  entryId: string;
  reference: string;
  amount: number;
  balanceAfter: number;
  availableAfter: number;
  allocations: AllocationView[];
}

export interface BatchDebitResultView {
  reference: string;
  /** HTTP status the debit would have had alone. */
  status: number;
  entryId?: string;
  problem?: { type: string; title: string; detail: string; [field: string]: unknown };
}

export interface BatchDebitView {
  results: BatchDebitResultView[];
}

export type HoldStatus = 'open' | 'captured' | 'released' | 'expired';

export interface HoldView {
  id: string;
  reference: string;
  amount: number;
  capturedAmount: number;
  status: HoldStatus;
  expiresAt: string;
  allocations: AllocationView[];
  /** The ledger entry of the capture; null unless captured. */
  entryId: string | null;
  createdAt: string;
}

export type AdjustmentStatus = 'pending' | 'applied' | 'rejected';

export interface AdjustmentView {
  id: string;
  organizationId: string;
  organizationName: string;
  amount: number;
  reasonCode: string;
  reason: string;
  status: AdjustmentStatus;
  maker: ActorView;
  checker: ActorView | null;
  decisionReason: string | null;
  entryId: string | null;
  createdAt: string;
  decidedAt: string | null;
}

/** What a movement would do (`?dryRun=true`); nothing was changed. */
export interface MovementPreviewView {
  dryRun: true;
  /** Signed tokens. */
  amount: number;
  balanceAfter: number;
  availableAfter: number;
  allocations: AllocationView[];
}

export interface AdjustmentPreviewView extends MovementPreviewView {
  /** `pending` = another person would have to approve it. */
  status: 'applied' | 'pending';
}

/** The balance with what is open against spending it. */
export interface WalletStandingView extends BalanceView {
  suspensions: SuspensionView[];
}

/** Refused debits and holds of one minute, counted. */
export interface RefusalView {
  minute: string;
  reason: string;
  count: number;
  lastReference: string;
  lastRequestId: string;
  lastAmount: number;
}

export interface RefusalExplanationView extends RefusalView {
  /** The wallet at that instant. */
  balance: BalanceView;
  explanation: string;
}

/** What the live stream carries. */
export type StreamEventView =
  | { type: 'balance'; balance: BalanceView }
  | { type: 'purchase'; referenceId: string; status: string }
  | { type: 'notification'; id: string; title: string };

/** What walking the seals of a wallet's ledger found. */
export interface LedgerVerificationView {
  valid: boolean;
  /** Entries that fit, from the first on. */
  entries: number;
  /** `sequence` is that of the entry within the wallet. */
  firstBroken?: { sequence: number; id: string; detail: string };
  /** When the last head that the signed audit chain confirms was written into it. */
  anchoredUntil: string | null;
}

/** One thing of the books that must be equal. */
export interface BooksCheckView {
  /** For example `entries-equal-balance`. */
  name: string;
  ok: boolean;
  /** The figures compared, or the first differences. */
  detail: string;
}

/** Whether the books of an organization agree, on one snapshot. */
export interface BooksView {
  organizationId: string;
  asOf: string;
  balanced: boolean;
  checks: BooksCheckView[];
}
