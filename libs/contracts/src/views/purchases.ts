import type { ActorView, MoneyView, QuotePriceView } from './common.js';
import type { LotView } from './wallet.js';

export type PurchaseType = 'package' | 'custom' | 'subscription' | 'auto_topup';

export type PurchaseStatus =
  | 'initialized'
  | 'payment_pending'
  | 'requires_action'
  | 'paid'
  | 'completed'
  | 'payment_failed'
  | 'canceled'
  | 'partially_refunded'
  | 'refunded'
  | 'disputed'
  | 'charged_back';

export interface PurchaseView {
  referenceId: string;
  organizationId: string;
  type: PurchaseType;
  status: PurchaseStatus;
  /** The package's name, or "Custom amount". */
  label: string;
  packageId: string | null;
  quantity: number;
  tokens: number;
  bonusTokens: number;
  price: QuotePriceView;
  paymentMethod: { id: string; brand: string; last4: string } | null;
  /** Only while `requires_action`. */
  clientSecret?: string;
  /** Why the last attempt failed, in words; only in `payment_failed`. */
  failure?: { code: string; declineCode: string | null; message: string };
  invoiceId?: string;
  invoiceNumber?: string;
  createdBy: ActorView;
  createdAt: string;
  paidAt?: string;
  completedAt?: string;
}

export interface PurchaseEventView {
  id: string;
  type: string;
  /** One sentence for people. */
  summary: string;
  from: PurchaseStatus | null;
  to: PurchaseStatus;
  actor: ActorView;
  at: string;
  /** What the step was about; only on steps that moved money or tokens. */
  details?: PurchaseEventDetailsView;
}

/** The figures and ids behind one step of a purchase. */
export interface PurchaseEventDetailsView {
  /** Gross money of the step. */
  amount?: MoneyView;
  /** Paid tokens credited, taken back, frozen or given back. */
  tokens?: number;
  bonusTokens?: number;
  /** Money that left although its tokens were consumed, gross. */
  shortfall?: MoneyView;
  /** Money that left twice, by a refund and by a dispute, gross. */
  returnedTwice?: MoneyView;
  /** Why, in the words of whoever asked. */
  reason?: string;
  refundId?: string;
  disputeId?: string;
  invoiceId?: string;
  invoiceNumber?: string;
  creditNoteId?: string;
  creditNoteNumber?: string;
}

export interface PurchaseDetailView extends PurchaseView {
  events: PurchaseEventView[];
  lots: LotView[];
  entryIds: string[];
  /** Newest first. */
  refunds: RefundView[];
  /** Newest first. */
  disputes: DisputeView[];
  /** Oldest first. */
  creditNotes: CreditNoteSummaryView[];
}

/** A credit note by number and amount; the whole document is an invoice of kind `credit_note`. */
export interface CreditNoteSummaryView {
  id: string;
  number: string;
  total: MoneyView;
  issuedAt: string;
}

export type RefundStatus = 'pending_approval' | 'pending' | 'succeeded' | 'failed' | 'rejected';

/** Who made a refund: staff here, or somebody in the payment provider's dashboard. */
export type RefundOrigin = 'purser' | 'provider';

/** What a refund would do at this moment; nothing is reserved. */
export interface RefundPreviewView {
  purchaseReferenceId: string;
  /** The most that can be refunded, gross: what is left of the tokens at cost, with its tax. */
  refundable: MoneyView;
  /** What would be refunded: everything, or the most whole tokens within the amount asked for. */
  amount: MoneyView;
  subtotal: MoneyView;
  tax: MoneyView;
  /** Paid tokens that would be taken back. */
  tokens: number;
  /** Bonus tokens that would be taken back; bonus goes first. */
  bonusTokens: number;
  /** Paid tokens that cannot be refunded, by why. */
  consumedTokens: number;
  heldTokens: number;
  frozenTokens: number;
  expiredTokens: number;
  refundedTokens: number;
  balanceAfter: number;
  availableAfter: number;
  /** Whether another person would have to approve it. */
  approvalRequired: boolean;
}

export interface RefundView {
  id: string;
  organizationId: string;
  organizationName: string;
  purchaseReferenceId: string;
  origin: RefundOrigin;
  status: RefundStatus;
  /** Gross. While `pending_approval` what it would be. */
  amount: MoneyView;
  subtotal: MoneyView;
  tax: MoneyView;
  /** Paid tokens taken back. */
  tokens: number;
  bonusTokens: number;
  /** Of `amount`, what was paid back for tokens that were gone already, gross. */
  shortfall: MoneyView;
  /**
   * Of `amount`, what its credit note gives back of the invoice, gross; 0 until `succeeded`. Less
   * than `amount` only where more went back in all than the invoice states.
   */
  credited: MoneyView;
  reason: string | null;
  creditNoteId: string | null;
  creditNoteNumber: string | null;
  /** Why it failed; null unless `failed`. */
  failure: string | null;
  maker: ActorView;
  checker: ActorView | null;
  decisionReason: string | null;
  createdAt: string;
  settledAt: string | null;
}

/**
 * `inquiry` = the bank asks, no money moved; `open` = the money is withdrawn and the tokens are
 * frozen; `closed` = an inquiry that came to nothing.
 */
export type DisputeStatus = 'inquiry' | 'open' | 'won' | 'lost' | 'closed';

export interface DisputeView {
  id: string;
  organizationId: string;
  organizationName: string;
  purchaseReferenceId: string;
  /** The payment provider's id, for its dashboard. */
  providerId: string;
  status: DisputeStatus;
  /** The provider's word, for example `fraudulent`. */
  reason: string;
  /** Disputed money, gross. */
  amount: MoneyView;
  /** Of `amount`, what the holder's bank keeps, gross; 0 unless it is lost. */
  lost: MoneyView;
  /** Paid and bonus tokens that are frozen at this moment. */
  frozenTokens: number;
  frozenBonusTokens: number;
  /** Paid and bonus tokens that were taken when it was lost. */
  voidedTokens: number;
  voidedBonusTokens: number;
  /** Of `lost`, what was for tokens that were consumed already, gross. */
  shortfall: MoneyView;
  /** Of `lost`, what a refund had given back before, gross. */
  returnedTwice: MoneyView;
  /** Until when evidence may be sent to the provider. */
  evidenceDueBy: string | null;
  creditNoteId: string | null;
  creditNoteNumber: string | null;
  openedAt: string;
  closedAt: string | null;
}

export interface PaymentMethodView {
  id: string;
  organizationId: string;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  isDefault: boolean;
  /** `expiring` = within 30 days. */
  expiry: 'valid' | 'expiring' | 'expired';
  createdAt: string;
}

export interface SetupView {
  setupIntentId: string;
  clientSecret: string;
  status: string;
}

/** Where a recovery link stands; anything but these is refused with `recovery-link-unusable`. */
export type RecoveryStatus = 'open' | 'requires_action' | 'processing';

/** Why a recovery link cannot be used. */
export type RecoveryLinkFault = 'unknown' | 'expired' | 'used' | 'revoked';

/** What the holder of a recovery link sees: just enough to know what is paid, and by which card. */
export interface RecoveryView {
  status: RecoveryStatus;
  organizationName: string;
  type: PurchaseType;
  /** The package's name, or "Custom amount". */
  label: string;
  tokens: number;
  bonusTokens: number;
  price: QuotePriceView;
  /** The card that asked for its holder. */
  card: { brand: string; last4: string } | null;
  expiresAt: string;
}

/** What became of paying by a recovery link. */
export interface RecoveryPaymentView {
  status: 'completed' | 'requires_action';
  /** Only while `requires_action`: authenticate with it, then complete again. */
  clientSecret?: string;
  invoiceNumber?: string;
}
