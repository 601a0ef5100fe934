import { newId, type Actor, type Tx } from '@purser/platform';
import { LotChange, type LotChangeKind } from '../lot-change.entity.js';
import type { Lot } from '../lot.entity.js';
import { recordedActor } from '../recorded-actor.js';
import type { OpenBooks } from './open-books.js';

/** Records a change of a lot's frozen tokens. */
export async function note(
  tx: Tx,
  books: OpenBooks,
  lot: Lot,
  kind: LotChangeKind,
  frozenChange: bigint,
  expiresBefore: Date | null,
  request: { readonly reference: string; readonly reason: string; readonly actor: Actor },
): Promise<void> {
  await tx.insert(LotChange, {
    organizationId: tx.organizationId,
    id: newId(books.at),
    lotId: lot.id,
    kind,
    frozenChange,
    expiresBefore,
    expiresAfter: lot.expiresAt,
    ...recordedActor(request.actor),
    reason: request.reason,
    reference: request.reference,
    at: books.at,
  });
}
