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
}

export interface PurchaseDetailView extends PurchaseView {
  events: PurchaseEventView[];
  lots: LotView[];
  entryIds: string[];
}

export interface RefundPreviewView {
  refundable: MoneyView;
  /** Paid tokens that would be taken back. */
  tokens: number;
  bonusTokens: number;
  consumedTokens: number;
}

export interface RefundView {
  id: string;
  purchaseReferenceId: string;
  status: 'pending_approval' | 'pending' | 'succeeded' | 'failed';
  amount: MoneyView;
  tokens: number;
  bonusTokens: number;
  reason: string | null;
  creditNoteId: string | null;
  createdAt: string;
}

export interface PaymentMethodView {
  id: string;
  organizationId: string;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  isDefault: boolean;
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
