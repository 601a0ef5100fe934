import type { Actor, Tx } from '@purser/platform';
import type { LotsRequest } from '@purser/wallet';
import { amountWords } from '../purchase-words.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { Dispute, frozenForDispute, lostOf } from './dispute.entity.js';

/** A dispute being worked on, with the purchase that it is about, locked. */
export interface Matter {
  readonly purchase: TokenPurchase;
  readonly dispute: Dispute;
  readonly actor: Actor;
  readonly at: Date;
}

/** Its amount: `49.00 USD`. */
export const words = ({ amountMinor, currency }: Dispute): string =>
  amountWords(amountMinor, currency);

/** `, 30.00 USD of it` for one of which money came back; nothing for one that was lost whole. */
export const partWords = (dispute: Dispute): string => {
  const lostMinor = lostOf(dispute);
  if (lostMinor === dispute.amountMinor) return '';
  return `, ${amountWords(lostMinor, dispute.currency)} of it`;
};

/** What a person has to know of a lost dispute of which more came back than was booked. */
export const reversedWords = (dispute: Dispute, lostMinor: bigint): string => {
  const { currency } = dispute;
  const before = `The dispute about ${words(dispute)} was lost${partWords(dispute)}`;
  if (lostMinor === 0n)
    return `${before} and is won after all: give the tokens back by an adjustment.`;
  const back = amountWords(lostOf(dispute) - lostMinor, currency);
  return `${before}, and ${back} came back since: give the tokens they paid for back by an adjustment.`;
};

/** Asks for the lots of its purchase in its name. */
export const lotsRequest = (
  { purchase, dispute, actor, at }: Matter,
  reason: string,
): LotsRequest => ({
  purchaseId: purchase.id,
  reference: frozenForDispute(dispute),
  reason,
  actor,
  at,
});

/** Where the disputes of a purchase are. */
export const ofPurchase = ({ organizationId, id }: TokenPurchase) => ({
  organizationId,
  purchaseId: id,
});

/** The other disputes about this purchase whose money is withdrawn, oldest first. */
export async function othersOpen(tx: Tx, { purchase, dispute }: Matter): Promise<Dispute[]> {
  const where = { ...ofPurchase(purchase), status: 'open' as const };
  const open = await tx.find(Dispute, { where, order: { id: 'ASC' } });
  return open.filter(({ id }) => id !== dispute.id);
}

/** What every event of it says. */
export const subjectOf = ({ purchase, dispute }: Matter) => ({
  organizationId: dispute.organizationId,
  purchaseId: purchase.id,
  referenceId: purchase.id,
  disputeId: dispute.id,
  amountMinor: Number(dispute.amountMinor),
  currency: dispute.currency,
});
