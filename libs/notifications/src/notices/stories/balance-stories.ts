import type { OrganizationProfile } from '@purser/identity';
import type { TokensExpiring } from '../../expiry/expiry.events.js';
import type { LowBalanceFired, LowBalanceRecovered } from '../../thresholds/threshold.events.js';
import type { Story } from '../notice.js';
import { dayCount, dayWords, tokenWords } from '../words.js';

type Crossing = Pick<LowBalanceFired, 'kind' | 'value' | 'markTokens'>;

/** `10,000 tokens`, `20% of the last purchase (40,000 tokens)`, `7 days of runway (…)`. */
function markWords({ kind, value, markTokens }: Crossing): string {
  const mark = tokenWords(markTokens);
  if (kind === 'tokens') return mark;
  if (kind === 'percent') return `${value}% of the last purchase (${mark})`;
  return `${dayCount(value)} of runway (${mark})`;
}

/** Available fell below a threshold. */
export function lowBalance(event: LowBalanceFired, { id, name }: OrganizationProfile): Story {
  const available = tokenWords(event.availableTokens);
  const mark = markWords(event);
  const isEmpty = event.availableTokens === 0;
  return {
    event: 'low-balance.fired',
    severity: isEmpty ? 'critical' : 'warning',
    title: isEmpty ? 'No tokens left' : `Low balance: ${available} left`,
    body: `Available fell below ${mark}.`,
    link: `/o/${id}/dashboard`,
    letter: {
      subject: isEmpty ? `No tokens left for ${name}` : `${available} left for ${name}`,
      paragraphs: [
        `Available fell below ${mark}.`,
        'When nothing is left, requests that spend tokens are refused. Buy tokens, or let auto top-up do it.',
      ],
      facts: [
        ['Available', event.availableTokens.toLocaleString('en-US')],
        ['Threshold', mark],
      ],
      action: { label: 'Buy tokens', path: `/o/${id}/buy` },
    },
    chosen: { channels: event.channels, recipients: event.recipients },
  };
}

/** Available is above a threshold again. */
export function balanceRecovered(
  event: LowBalanceRecovered,
  { id, name }: OrganizationProfile,
): Story {
  const available = tokenWords(event.availableTokens);
  const mark = markWords(event);
  return {
    event: 'low-balance.recovered',
    severity: 'success',
    title: `Balance recovered: ${available}`,
    body: `Available is above ${mark} again.`,
    link: `/o/${id}/dashboard`,
    letter: {
      subject: `Balance of ${name} recovered: ${available}`,
      paragraphs: [`Available is above ${mark} again. You will be told when it falls below it.`],
      facts: [
        ['Available', event.availableTokens.toLocaleString('en-US')],
        ['Threshold', mark],
      ],
      action: { label: 'Open the dashboard', path: `/o/${id}/dashboard` },
    },
    chosen: { channels: event.channels, recipients: event.recipients },
  };
}

/** Tokens expire soon: how many, when, and of which lots. */
export function tokensExpiring(
  event: TokensExpiring,
  { id, name, timeZone }: OrganizationProfile,
): Story {
  const { daysLeft, lots } = event;
  const words = tokenWords(event.tokens);
  const days = dayCount(daysLeft);
  return {
    event: 'tokens.expiring',
    severity: daysLeft === 1 ? 'warning' : 'info',
    title: `${words} expire within ${days}`,
    body: `The first on ${dayWords(event.firstExpiresAt, timeZone)}. They are used before later ones.`,
    link: `/o/${id}/dashboard`,
    letter: {
      subject: `${words} of ${name} expire within ${days}`,
      paragraphs: [
        'These tokens can no longer be used after the day they expire. The earliest are used first by themselves.',
      ],
      facts: lots.map(({ label, tokens, expiresAt }) => {
        return [`${label}: ${tokenWords(tokens)}`, dayWords(expiresAt, timeZone)] as const;
      }),
      action: { label: 'Open the dashboard', path: `/o/${id}/dashboard` },
    },
  };
}
