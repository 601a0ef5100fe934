import type { ActorView } from './common.js';

/** One in-app notification of an organization. */
export interface NotificationView {
  id: string;
  organizationId: string;
  event: string;
  severity: 'info' | 'success' | 'warning' | 'critical';
  title: string;
  body: string;
  /** Path inside the console, for example `/o/0192…/purchases/0193…`. */
  link: string | null;
  createdAt: string;
  readAt: string | null;
}

export interface DeliveryView {
  id: string;
  organizationId: string;
  channel: 'email' | 'in_app' | 'webhook';
  event: string;
  recipient: string;
  status: 'pending' | 'sent' | 'failed' | 'kept';
  subject: string;
  attempts: number;
  lastError: string | null;
  createdAt: string;
  sentAt: string | null;
  /** The topic it belongs to; null of what is in none. */
  topic: NotificationTopic | null;
  /** When it is tried next; null once nothing more is to be tried. */
  nextAttemptAt: string | null;
  /** File names that go along with a mail. */
  attachments: string[];
  /** Whether `POST .../redeliver` is possible. */
  redeliverable: boolean;
  /** The mail itself. Only in the sandbox, and only of a mail that is kept: it left for nobody. */
  text?: string;
}

/**
 * What people can be told about, as far as it can be chosen who is. Mails about access (invitations,
 * passwords) go to the person they concern and are in no topic.
 */
export const NOTIFICATION_TOPICS = {
  'low-balance': {
    label: 'Low balance',
    description: 'Tokens fell below a threshold, or recovered',
    recipients: ['admins'],
  },
  purchases: {
    label: 'Receipts',
    description: 'Tokens were bought, by a person, a subscription or auto top-up',
    recipients: ['billing'],
  },
  'failed-payments': {
    label: 'Failed payments',
    description: 'A charge without a person present was declined, grace ends, a payment link',
    recipients: ['billing', 'admins'],
  },
  'auto-topup': {
    label: 'Auto top-up',
    description: 'A policy was blocked by its limit, suspended, or buys again',
    recipients: ['admins'],
  },
  subscription: {
    label: 'Subscription',
    description: 'Created, paused, resumed, canceled; the renewal reminder',
    recipients: ['admins'],
  },
  expiry: {
    label: 'Expiring tokens',
    description: 'Tokens expire in 30, 7 and 1 days',
    recipients: ['admins'],
  },
  'refunds-and-disputes': {
    label: 'Refunds and disputes',
    description: 'Money was paid back, or a card holder disputes a payment',
    recipients: ['billing', 'admins'],
  },
  webhooks: {
    label: 'Webhooks',
    description: 'An endpoint was disabled because it is gone or kept failing',
    recipients: ['admins'],
  },
} as const satisfies Record<
  string,
  { label: string; description: string; recipients: readonly string[] }
>;

/** A topic by its name. */
export type NotificationTopic = keyof typeof NOTIFICATION_TOPICS;

/** How people are told; programs are told by webhooks, which choose their events themselves. */
export type PeopleChannel = 'email' | 'in_app';

/** Who is told about one topic, and how. */
export interface NotificationRule {
  topic: NotificationTopic;
  /** Empty = nobody is told. */
  channels: PeopleChannel[];
  /** `billing`, `admins`, an e-mail address, or the user id of a member. */
  recipients: string[];
}

/** A person a mail would go to at this moment. */
export interface ResolvedRecipientView {
  email: string;
  /** Null for a bare address. */
  name: string | null;
  /** The entry of `recipients` it comes from. */
  via: string;
}

export interface NotificationRuleView extends NotificationRule {
  label: string;
  description: string;
  /** Whether nobody has chosen anything for this topic. */
  isDefault: boolean;
  resolved: ResolvedRecipientView[];
}

/** The setting "who receives which alert". */
export interface NotificationRecipientsView {
  organizationId: string;
  /** Every topic, in the order they are shown. */
  rules: NotificationRuleView[];
  /** Null until somebody chose. */
  updatedAt: string | null;
  updatedBy: ActorView | null;
}

export type ThresholdKind = 'tokens' | 'percent' | 'runwayDays';
export type ThresholdState = 'armed' | 'fired';
export type ThresholdChannel = 'email' | 'in_app' | 'webhook';

/** A fall below a threshold, or the recovery from it. */
export interface ThresholdCrossingView {
  /** Counts the falls of this threshold, from 1; a recovery has the number of its fall. */
  crossing: number;
  direction: 'fell' | 'recovered';
  available: number;
  mark: number;
  /** False where another threshold that was crossed at the same time told it. */
  announced: boolean;
  at: string;
}

/** Tells when `available` falls strictly below `value`. */
export interface ThresholdView {
  id: string;
  organizationId: string;
  kind: ThresholdKind;
  /** Tokens, percent of `base`, or days of runway. */
  value: number;
  channels: ThresholdChannel[];
  /** `billing`, `admins`, e-mail addresses or user ids; empty = those of the topic `low-balance`. */
  recipients: string[];
  /** Percent above the mark at which it is armed again. */
  band: number;
  /** How long after an alert it is not armed again. */
  coolDownMinutes: number;
  state: ThresholdState;
  /** Only of `percent`: available after the last purchase, subscription or top-up; null before it. */
  base: number | null;
  /** Tokens that `available` is compared with; null while that cannot be told. */
  mark: number | null;
  /** Tokens at which it is armed again. */
  rearmMark: number | null;
  firedAt: string | null;
  rearmedAt: string | null;
  coolDownUntil: string | null;
  /** The last crossings, newest first. */
  crossings: ThresholdCrossingView[];
  createdBy: ActorView;
  createdAt: string;
  updatedAt: string;
  /** The version; sent back as `If-Match` with a change. */
  eTag: string;
}

/** Every threshold of an organization; there are at most `limit`. */
export interface ThresholdListView {
  data: ThresholdView[];
  nextCursor: null;
  /** Tokens at this moment. */
  available: number;
  limit: number;
}

/** An alert that a threshold would have sent. */
export interface PastAlertView {
  at: string;
  available: number;
  mark: number;
  /** When it would have been armed again; null = not until now. */
  recoveredAt: string | null;
}

/** What a threshold would do, and would have done (`?dryRun=true`); nothing was kept. */
export interface ThresholdRehearsalView {
  dryRun: true;
  now: {
    available: number;
    mark: number | null;
    /** Having fired, it is armed again from here on; null with the mark. */
    rearmMark: number | null;
    /** Whether it would tell at once, since it is crossed already. */
    fires: boolean;
    /** A sentence for people. */
    reason: string;
  };
  last120Days: { from: string; to: string; alerts: PastAlertView[] };
}

/** One try to deliver, and how it went. */
export interface DeliveryAttemptView {
  attempt: number;
  outcome: 'sent' | 'failed';
  /** Only of a webhook. */
  httpStatus: number | null;
  detail: string | null;
  durationMs: number;
  at: string;
}
