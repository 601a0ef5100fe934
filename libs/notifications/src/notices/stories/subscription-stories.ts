import type { PurchaseView, QuotePriceView } from '@purser/contracts';
import type { OrganizationProfile } from '@purser/identity';
import type {
  SubscriptionActivated,
  SubscriptionCanceled,
  SubscriptionGraceEnding,
  SubscriptionPastDue,
  SubscriptionRenewalDue,
  SubscriptionRenewed,
  SubscriptionResumed,
} from '@purser/subscriptions';
import type { Story } from '../notice.js';
import { dayCount, dayWords, instantWords, moneyWords, tokenWords } from '../words.js';
import { cardFacts, pathOf } from './purchase-stories.js';

type Fact = readonly [label: string, value: string];

/** What the next period gives and costs, as far as it can be told at this moment. */
export interface NextCharge {
  readonly label: string;
  readonly tokens: number | null;
  readonly price: QuotePriceView | null;
}

const pageOf = ({ id }: OrganizationProfile): string => `/o/${id}/subscription`;

const action = (organization: OrganizationProfile) => {
  return { label: 'Open the subscription', path: pageOf(organization) };
};

function nextFacts(
  at: string | null,
  { label, tokens, price }: NextCharge,
  { timeZone }: OrganizationProfile,
): Fact[] {
  return [
    ['Package', label],
    ...(tokens === null ? [] : [['Tokens', tokens.toLocaleString('en-US')] as const]),
    ...(price ? [['Total', moneyWords(price.total)] as const] : []),
    ...(at === null ? [] : [['Next charge', dayWords(at, timeZone)] as const]),
  ];
}

/** A subscription began. */
export function subscriptionCreated(
  event: SubscriptionActivated,
  next: NextCharge,
  organization: OrganizationProfile,
): Story {
  const { name, timeZone } = organization;
  const each = next.tokens === null ? next.label : `${tokenWords(next.tokens)} each period`;
  const { nextChargeAt } = event;
  const when =
    nextChargeAt === null ? '' : ` The next charge is on ${dayWords(nextChargeAt, timeZone)}.`;
  return {
    event: 'subscription.created',
    severity: 'success',
    title: 'Subscription started',
    body: `${next.label}: ${each}.${when}`,
    link: pageOf(organization),
    letter: {
      subject: `Subscription of ${name} started: ${each}`,
      paragraphs: [
        `The subscription to ${next.label} is active. Tokens arrive by themselves with each charge, until somebody pauses or cancels it.`,
      ],
      facts: nextFacts(nextChargeAt, next, organization),
      action: action(organization),
    },
  };
}

/** A period that was past due is paid. */
export function subscriptionRecovered(
  { nextChargeAt }: SubscriptionRenewed,
  next: NextCharge,
  organization: OrganizationProfile,
): Story {
  return {
    event: 'subscription.recovered',
    severity: 'success',
    title: 'Subscription paid',
    body: 'The open charge went through. Everything goes on as before.',
    link: pageOf(organization),
    letter: {
      subject: `Subscription of ${organization.name} is paid again`,
      paragraphs: ['The charge that was declined went through. Everything goes on as before.'],
      facts: nextFacts(nextChargeAt, next, organization),
      action: action(organization),
    },
  };
}

/** The next period will be charged in three days, or not at all. */
export function renewalReminder(
  event: SubscriptionRenewalDue,
  next: NextCharge,
  organization: OrganizationProfile,
): Story {
  const { name, timeZone } = organization;
  const day = dayWords(event.chargeAt, timeZone);
  if (event.notOffered) return endReminder(event, next.label, day, organization);
  const amount = next.price ? moneyWords(next.price.total) : next.label;
  return {
    event: 'subscription.renewal-due',
    severity: 'info',
    title: `${amount} will be charged in ${dayCount(event.daysLeft)}`,
    body: `The subscription to ${next.label} renews on ${day}.`,
    link: pageOf(organization),
    letter: {
      subject: `${amount} will be charged for ${name} on ${day}`,
      paragraphs: [
        `The subscription to ${next.label} renews on ${day}. Nothing is to be done; to change it, pause or cancel it before then.`,
      ],
      facts: nextFacts(event.chargeAt, next, organization),
      action: action(organization),
    },
  };
}

/** Its package is withdrawn: it ends on `day` unless somebody chooses another. */
function endReminder(
  { daysLeft }: SubscriptionRenewalDue,
  label: string,
  day: string,
  organization: OrganizationProfile,
): Story {
  const withdrawn = `${label} is no longer offered: nothing is charged on ${day}, and the subscription ends.`;
  return {
    event: 'subscription.renewal-due',
    severity: 'warning',
    title: `Subscription ends in ${dayCount(daysLeft)}`,
    body: `${withdrawn} To go on, choose another package before then.`,
    link: pageOf(organization),
    letter: {
      subject: `Subscription of ${organization.name} ends on ${day}`,
      paragraphs: [
        withdrawn,
        'To go on without a break, choose another package before then. Tokens bought so far stay usable.',
      ],
      facts: [
        ['Package', label],
        ['Ends', day],
      ],
      action: { label: 'Choose another package', path: pageOf(organization) },
    },
  };
}

/** The first decline of a period: grace began. */
export function firstDecline(
  event: SubscriptionPastDue,
  purchase: PurchaseView,
  organization: OrganizationProfile,
): Story {
  const { name, timeZone } = organization;
  const amount = moneyWords(purchase.price.total);
  const ends = dayWords(event.graceEndsAt, timeZone);
  const retry =
    event.nextAttemptAt === null
      ? 'This card cannot be tried again: another one is needed.'
      : `The card is tried again on ${instantWords(event.nextAttemptAt, timeZone)}.`;
  return {
    event: 'subscription.past-due',
    severity: 'warning',
    title: `Payment of ${amount} declined`,
    body: `${retry} Without a payment the subscription ends on ${ends}.`,
    link: pageOf(organization),
    letter: {
      subject: `Payment of ${amount} for ${name} was declined`,
      paragraphs: [
        `The charge of ${amount} for the subscription to ${purchase.label} was declined. ${retry}`,
        `Tokens bought so far stay usable. If nothing is paid until ${ends}, the subscription is canceled and the wallet suspended.`,
      ],
      facts: [
        ['Amount', amount],
        ...cardFacts(purchase),
        ['Reason', event.declineCode.replaceAll('_', ' ')],
        ['Grace ends', instantWords(event.graceEndsAt, timeZone)],
      ],
      action: { label: 'Pay with another card', path: pathOf(purchase) },
    },
  };
}

/** Grace ends soon. */
export function graceEnding(
  event: SubscriptionGraceEnding,
  purchase: PurchaseView | null,
  organization: OrganizationProfile,
): Story {
  const { name, timeZone } = organization;
  const days = dayCount(event.daysLeft);
  const amount = purchase ? moneyWords(purchase.price.total) : 'The open charge';
  return {
    event: 'subscription.grace-ending',
    severity: 'critical',
    title: `${days} left to pay the subscription`,
    body: `${amount} is open. The subscription ends on ${dayWords(event.graceEndsAt, timeZone)}.`,
    link: pageOf(organization),
    letter: {
      subject: `${days} left to pay ${amount} for ${name}`,
      paragraphs: [
        `${amount} of the subscription is still open. On ${instantWords(event.graceEndsAt, timeZone)} the subscription is canceled and the wallet suspended until something is paid.`,
      ],
      facts: purchase ? [['Amount', amount], ...cardFacts(purchase)] : [],
      action: purchase
        ? { label: 'Pay now', path: pathOf(purchase) }
        : { label: 'Open the subscription', path: pageOf(organization) },
    },
  };
}

/** Somebody paused it. */
export function subscriptionPaused(organization: OrganizationProfile): Story {
  return {
    event: 'subscription.paused',
    severity: 'info',
    title: 'Subscription paused',
    body: 'Nothing is charged until it is resumed. Tokens bought so far stay usable.',
    link: pageOf(organization),
    letter: {
      subject: `Subscription of ${organization.name} is paused`,
      paragraphs: [
        'Nothing is charged until it is resumed; periods that begin in the meantime are never billed. Tokens bought so far stay usable.',
      ],
      facts: [],
      action: action(organization),
    },
  };
}

/** It goes on. */
export function subscriptionResumed(
  { nextChargeAt }: SubscriptionResumed,
  next: NextCharge,
  organization: OrganizationProfile,
): Story {
  const when =
    nextChargeAt === null
      ? ''
      : ` The next charge is on ${dayWords(nextChargeAt, organization.timeZone)}.`;
  return {
    event: 'subscription.resumed',
    severity: 'info',
    title: 'Subscription resumed',
    body: `It goes on.${when}`,
    link: pageOf(organization),
    letter: {
      subject: `Subscription of ${organization.name} goes on`,
      paragraphs: [`The subscription goes on.${when}`],
      facts: nextFacts(nextChargeAt, next, organization),
      action: action(organization),
    },
  };
}

const ENDINGS: Readonly<
  Record<SubscriptionCanceled['reason'], { severity: Story['severity']; sentence: string }>
> = {
  requested: {
    severity: 'info',
    sentence: 'It was canceled as asked. Nothing more is charged; tokens bought stay usable.',
  },
  grace_ended: {
    severity: 'critical',
    sentence:
      'It was not paid until grace ended, so it was canceled and the wallet suspended. Any payment lifts the suspension; the subscription stays canceled.',
  },
  incomplete: {
    severity: 'info',
    sentence: 'Its first charge was never confirmed, so it did not start. Nothing was charged.',
  },
  not_offered: {
    severity: 'warning',
    sentence: 'Its package is no longer offered, so it ended. Nothing more is charged.',
  },
};

/** It ended and stays ended. */
export function subscriptionCanceled(
  { reason }: SubscriptionCanceled,
  organization: OrganizationProfile,
): Story {
  const { severity, sentence } = ENDINGS[reason];
  const { id, name } = organization;
  const isUnpaid = reason === 'grace_ended';
  return {
    event: 'subscription.canceled',
    severity,
    title: isUnpaid ? 'Subscription canceled, wallet suspended' : 'Subscription ended',
    body: sentence,
    link: pageOf(organization),
    letter: {
      subject: isUnpaid
        ? `Subscription of ${name} canceled and wallet suspended: no payment`
        : `Subscription of ${name} ended`,
      paragraphs: [sentence],
      facts: [],
      action: isUnpaid ? { label: 'Buy tokens', path: `/o/${id}/buy` } : action(organization),
    },
  };
}
