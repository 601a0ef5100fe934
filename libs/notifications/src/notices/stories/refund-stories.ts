import type { PurchaseView } from '@purser/contracts';
import type { OrganizationProfile } from '@purser/identity';
import type { DisputeLost, DisputeWon, PurchaseDisputed, RefundBooked } from '@purser/purchases';
import type { Story } from '../notice.js';
import { dayWords, moneyWords, tokenWords } from '../words.js';
import { pathOf } from './purchase-stories.js';

type Amount = Pick<RefundBooked, 'amountMinor' | 'currency'>;

const amountWords = ({ amountMinor: amount, currency }: Amount) => moneyWords({ amount, currency });

/** Money went back: how much, and the tokens that went with it. */
export function refundBooked(
  refund: RefundBooked,
  purchase: PurchaseView,
  { name }: OrganizationProfile,
): Story {
  const amount = amountWords(refund);
  const { tokens, bonusTokens, creditNoteId, creditNoteNumber } = refund;
  const taken = tokenWords(tokens + bonusTokens);
  const isNoted = creditNoteId !== null && creditNoteNumber !== null;
  return {
    event: 'purchase.refunded',
    severity: 'info',
    title: `${amount} refunded`,
    body: `${amount} of ${purchase.label} was paid back; ${taken} were taken from the wallet.`,
    link: pathOf(purchase),
    letter: {
      subject: `Refund: ${amount} to ${name}`,
      paragraphs: [
        `${amount} of ${purchase.label} is on its way back to the card. Banks take up to ten days to show it.`,
        ...(isNoted ? [`Credit note ${creditNoteNumber} is attached.`] : []),
      ],
      facts: [
        ['Refunded', amount],
        ['Tokens taken back', (tokens + bonusTokens).toLocaleString('en-US')],
        ...(isNoted ? [['Credit note', creditNoteNumber] as const] : []),
        ['Reference', purchase.referenceId],
      ],
      action: { label: 'Open the purchase', path: pathOf(purchase) },
    },
    ...(isNoted && { attachment: { invoiceId: creditNoteId, name: `${creditNoteNumber}.pdf` } }),
  };
}

/** The card holder's bank took the money back for the time being. */
export function disputeOpened(
  dispute: PurchaseDisputed,
  purchase: PurchaseView,
  { timeZone }: OrganizationProfile,
): Story {
  const amount = amountWords(dispute);
  const frozen = tokenWords(dispute.frozenTokens + dispute.frozenBonusTokens);
  const { evidenceDueBy } = dispute;
  return {
    event: 'purchase.disputed',
    severity: 'warning',
    title: 'Payment disputed',
    body: `The card holder disputes ${amount} for ${purchase.label}. ${frozen} are frozen until it is decided.`,
    link: pathOf(purchase),
    letter: {
      subject: `${amount} disputed: ${frozen} frozen`,
      paragraphs: [
        `The card holder disputes the payment of ${amount} for ${purchase.label}.`,
        `${frozen} of this purchase cannot be used until the bank has decided. If the dispute is a mistake, ask the card holder to withdraw it at the bank.`,
      ],
      facts: [
        ['Disputed', amount],
        ['Reason given', dispute.reason.replaceAll('_', ' ')],
        [
          'Tokens frozen',
          (dispute.frozenTokens + dispute.frozenBonusTokens).toLocaleString('en-US'),
        ],
        ...(evidenceDueBy === null
          ? []
          : [['Evidence until', dayWords(evidenceDueBy, timeZone)] as const]),
        ['Reference', purchase.referenceId],
      ],
      action: { label: 'Open the purchase', path: pathOf(purchase) },
    },
  };
}

/** The dispute ended well: what was frozen is there again. */
export function disputeWon(dispute: DisputeWon, purchase: PurchaseView): Story {
  const back = tokenWords(dispute.tokens + dispute.bonusTokens);
  const amount = amountWords(dispute);
  return {
    event: 'purchase.dispute-won',
    severity: 'success',
    title: 'Dispute won',
    body: `The dispute over ${amount} for ${purchase.label} was won. ${back} can be used again.`,
    link: pathOf(purchase),
    letter: {
      subject: `Dispute won: ${back} can be used again`,
      paragraphs: [
        `The dispute over ${amount} for ${purchase.label} was decided for you. What was frozen is back, and it lasts longer by the time it was frozen.`,
      ],
      facts: [
        ['Tokens given back', (dispute.tokens + dispute.bonusTokens).toLocaleString('en-US')],
        ['Reference', purchase.referenceId],
      ],
      action: { label: 'Open the purchase', path: pathOf(purchase) },
    },
  };
}

/** The dispute was lost: the frozen tokens are void. */
export function disputeLost(dispute: DisputeLost, purchase: PurchaseView): Story {
  const gone = tokenWords(dispute.tokens + dispute.bonusTokens);
  const amount = amountWords(dispute);
  const { shortfallMinor, returnedTwiceMinor = 0, currency } = dispute;
  const lost = moneyWords({ amount: dispute.lostMinor ?? dispute.amountMinor, currency });
  const isPart = lost !== amount;
  const shortfall = moneyWords({ amount: shortfallMinor, currency });
  const twice = moneyWords({ amount: returnedTwiceMinor, currency });
  return {
    event: 'purchase.charged-back',
    severity: 'critical',
    title: 'Payment charged back',
    body: `The dispute over ${amount} for ${purchase.label} was lost${isPart ? `, ${lost} of it` : ''}. ${gone} were taken back.`,
    link: pathOf(purchase),
    letter: {
      subject: `Dispute lost: ${lost} charged back, ${gone} taken back`,
      paragraphs: [
        `The bank decided the dispute over ${amount} for ${purchase.label} for the card holder.`,
        ...(isPart ? [`${lost} of it are charged back; the rest is paid.`] : []),
        ...(shortfallMinor > 0
          ? [`${shortfall} of it was for tokens that were used already; we will be in touch.`]
          : []),
        ...(returnedTwiceMinor > 0
          ? [
              `${twice} of it was given back twice, by a refund and by the dispute; we will be in touch.`,
            ]
          : []),
      ],
      facts: [
        ['Charged back', lost],
        ['Tokens taken back', (dispute.tokens + dispute.bonusTokens).toLocaleString('en-US')],
        ['Reference', purchase.referenceId],
      ],
      action: { label: 'Open the purchase', path: pathOf(purchase) },
    },
  };
}
