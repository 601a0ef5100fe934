/** Something about which provider, purchases, ledger and invoices tell different stories. */
export interface Difference {
  readonly kind: string;
  readonly subjectType: 'purchase' | 'payment' | 'wallet';
  readonly subjectId: string;
  readonly detail: string;
}

const FIXES: Readonly<Record<string, string>> = {
  'late-payment':
    'The money arrived after the purchase was given up, and its tokens were credited. Refund it if ' +
    'the customer does not want them.',
  'payment-mismatch':
    'The provider took another amount than was asked for, and nothing was credited. Refund all of it ' +
    'at the provider: the purchase is canceled then, and what waited for it orders again.',
  'refund-shortfall':
    'More was given back than unspent tokens were left. Claim the rest or write it off.',
  'refund-beyond-invoice':
    'Refunds and lost disputes together gave back more than was paid. Claim the difference or write ' +
    'it off.',
  'refund-failed': 'The bank refused the refund and the tokens are back. Refund in another way.',
  'dispute-shortfall':
    'The lost dispute covers tokens that were spent. Claim the rest or write it off.',
  'dispute-reversed':
    'The bank gave money of a lost dispute back, beyond what was claimed of it or after that was ' +
    'dealt with. Do what the case says.',
  'provider-payment-unknown':
    'The provider holds money for a purchase that is not known here. Refund it at the provider.',
  'provider-paid-not-settled':
    'The provider was paid and the tokens are missing, also after Purser asked about the payment ' +
    'again. Look at the purchase and its other cases for the reason; refund all of what cannot be ' +
    'settled.',
  'provider-amount-differs':
    'Provider and purchase state different amounts. Refund what was taken too much.',
  'provider-refund-differs':
    'Provider and purchase state different refunds, also after Purser asked about each again. Compare ' +
    'them one by one in the dashboard of the provider, and book an adjustment with the reason.',
  'provider-dispute-unknown':
    'The card holder disputes the payment and nothing is frozen here, also after Purser asked about ' +
    'it again. Look the dispute up at the provider and suspend the wallet until it is decided.',
  'provider-payment-missing':
    'Tokens were credited for a payment that the provider does not show. Suspend the wallet and ask ' +
    'the provider.',
};

const BOOKS_FIX =
  'The books contradict themselves. Verify the ledger and the audit trail: they name the first entry ' +
  'that was changed; restore it from a backup, or book an adjustment with the reason.';

/** Kinds of a purchase that lags behind the provider: it may have missed news of it. */
const MISSED_NEWS = new Set([
  'provider-paid-not-settled',
  'provider-refund-differs',
  'provider-dispute-unknown',
]);

/** Whether asking the provider about the purchase again may mend the difference. */
export const mayHaveMissedNews = ({ kind }: Difference): boolean => MISSED_NEWS.has(kind);

/** What to do about a case of this kind. */
export function proposedFix(kind: string): string {
  return (
    FIXES[kind] ?? (kind.startsWith('books-') ? BOOKS_FIX : 'Look at the subject of the case.')
  );
}
