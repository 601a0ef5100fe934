import type {
  AutoTopUpBlocked,
  AutoTopUpDeclined,
  AutoTopUpResumed,
  AutoTopUpSuspended,
} from '@purser/auto-topup';
import type { PurchaseView } from '@purser/contracts';
import type { OrganizationProfile } from '@purser/identity';
import type { Story } from '../notice.js';
import { instantWords, moneyWords, tokenWords } from '../words.js';
import { cardFacts } from './purchase-stories.js';

const pageOf = ({ id }: OrganizationProfile): string => `/o/${id}/auto-topup`;

const action = (organization: OrganizationProfile) => {
  return { label: 'Open auto top-up', path: pageOf(organization) };
};

/** The monthly limit stood in the way; told once a month. */
export function topUpBlocked(event: AutoTopUpBlocked, organization: OrganizationProfile): Story {
  const { limitMinor, leftMinor, neededMinor, currency, availableTokens, month } = event;
  const [limit = '', left = '', needed = ''] = [limitMinor, leftMinor, neededMinor].map((amount) =>
    moneyWords({ amount, currency }),
  );
  const available = tokenWords(availableTokens);
  return {
    event: 'auto-topup.blocked',
    severity: 'warning',
    title: 'Auto top-up stopped by its monthly limit',
    body: `${left} of ${limit} are left this month, a top-up costs ${needed}. ${available} are available.`,
    link: pageOf(organization),
    letter: {
      subject: `Auto top-up of ${organization.name} reached its limit of ${limit}`,
      paragraphs: [
        `A top-up costs ${needed}, and ${left} of this month's limit are left, so nothing was bought. ${available} are available.`,
        'Raise the limit, or buy tokens yourself. With the next month it buys again by itself.',
      ],
      facts: [
        ['Month', month],
        ['Monthly limit', limit],
        ['Left', left],
        ['A top-up costs', needed],
        ['Available', availableTokens.toLocaleString('en-US')],
      ],
      action: action(organization),
    },
  };
}

/** The first of a row of declines. */
export function topUpDeclined(
  { nextAttemptAt }: AutoTopUpDeclined,
  purchase: PurchaseView,
  organization: OrganizationProfile,
): Story {
  const amount = moneyWords(purchase.price.total);
  const retry = `The card is tried again on ${instantWords(nextAttemptAt, organization.timeZone)}.`;
  return {
    event: 'auto-topup.declined',
    severity: 'warning',
    title: `Auto top-up of ${amount} declined`,
    body: `${retry} After three declines in a row auto top-up stops.`,
    link: pageOf(organization),
    letter: {
      subject: `Auto top-up of ${amount} for ${organization.name} was declined`,
      paragraphs: [
        `The charge of ${amount} was declined. ${retry} After three declines in a row auto top-up stops and waits for you.`,
      ],
      facts: [
        ['Amount', amount],
        ...cardFacts(purchase),
        ...(purchase.failure ? [['Reason', purchase.failure.message] as const] : []),
      ],
      action: action(organization),
    },
  };
}

/** The policy buys nothing more until somebody acts. */
export function topUpSuspended(
  { reason, consecutiveDeclines }: AutoTopUpSuspended,
  organization: OrganizationProfile,
): Story {
  const what =
    'Nothing is bought by itself until another card is chosen or tokens are bought by hand.';
  return {
    event: 'auto-topup.suspended',
    severity: 'critical',
    title: 'Auto top-up is paused',
    body: `${reason}${reason.endsWith('.') ? '' : '.'} ${what}`,
    link: pageOf(organization),
    letter: {
      subject:
        consecutiveDeclines > 1
          ? `Auto top-up of ${organization.name} is paused after ${consecutiveDeclines} declines`
          : `Auto top-up of ${organization.name} is paused`,
      paragraphs: [what],
      facts: [['Why', reason]],
      action: action(organization),
    },
  };
}

/** It buys again. */
export function topUpResumed(
  { reason }: AutoTopUpResumed,
  organization: OrganizationProfile,
): Story {
  return {
    event: 'auto-topup.resumed',
    severity: 'success',
    title: 'Auto top-up goes on',
    body: reason,
    link: pageOf(organization),
    letter: {
      subject: `Auto top-up of ${organization.name} goes on`,
      paragraphs: [`Auto top-up buys again. ${reason}`],
      facts: [],
      action: action(organization),
    },
  };
}
