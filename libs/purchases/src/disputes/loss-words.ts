import { amountWords } from '../purchase-words.js';
import { takenWords } from '../refunds/refund-words.js';
import { words } from './dispute-matter.js';
import { lostOf, type Dispute } from './dispute.entity.js';
import { overpaidOf } from './loss-parts.js';

/** What a lost dispute is by now, in sentences. */
export function lossWords(dispute: Dispute): string {
  const { currency, shortfallMinor, returnedTwiceMinor } = dispute;
  const claim =
    shortfallMinor > 0n ? `, ${amountWords(shortfallMinor, currency)} were consumed` : '';
  const twice =
    returnedTwiceMinor > 0n
      ? ` ${amountWords(returnedTwiceMinor, currency)} were given back twice, by a refund and by the dispute.`
      : '';
  return `The dispute about ${words(dispute)} was lost${partWords(dispute)}. ${voidWords(dispute)} are void${claim}.${twice}`;
}

/** What a person has to do with money of a payment that bought nothing. */
export const refundWords = (dispute: Dispute): string =>
  `${lostWords(dispute)}, and the payment bought nothing: refund what came back at the provider.`;

/** What a person has to do where more came back than was claimed, or after the claim was dealt with. */
export function reversedWords(dispute: Dispute): string {
  const { currency, creditedMinor } = dispute;
  const overpaidMinor = overpaidOf(dispute);
  if (overpaidMinor === 0n) {
    return `${lostWords(dispute)}. What it claimed was dealt with before: pay back what was collected and came back as well.`;
  }
  if (lostOf(dispute) === 0n)
    return `${lostWords(dispute)}: give the ${voidWords(dispute)} that are void back by an adjustment.`;
  return `${lostWords(dispute)}, and tokens for ${amountWords(creditedMinor, currency)} are void: give those that ${amountWords(overpaidMinor, currency)} paid for back by an adjustment.`;
}

function lostWords(dispute: Dispute): string {
  const lostMinor = lostOf(dispute);
  if (lostMinor === 0n) return `The dispute about ${words(dispute)} is won after all`;
  return `Of the dispute about ${words(dispute)} ${amountWords(lostMinor, dispute.currency)} are lost by now`;
}

/** `, 30.00 USD of it` for one of which money came back; nothing for one that was lost whole. */
function partWords(dispute: Dispute): string {
  const lostMinor = lostOf(dispute);
  if (lostMinor === dispute.amountMinor) return '';
  return `, ${amountWords(lostMinor, dispute.currency)} of it`;
}

const voidWords = ({ voidedTokens, voidedBonusTokens }: Dispute): string =>
  takenWords({ tokens: voidedTokens, bonusTokens: voidedBonusTokens });
