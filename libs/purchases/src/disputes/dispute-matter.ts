import type { Actor, Tx } from '@purser/platform';
import type { LotsRequest } from '@purser/wallet';
import { amountWords } from '../purchase-words.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { Dispute, frozenForDispute } from './dispute.entity.js';

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
