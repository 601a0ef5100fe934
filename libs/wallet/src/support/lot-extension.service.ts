import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { LotView } from '@purser/contracts';
import { Clock, newId, NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { LedgerWriter } from '../books/ledger-writer.js';
import { LotChange } from '../lot-change.entity.js';
import { Lot } from '../lot.entity.js';
import { lotView } from '../lot-view.js';
import { recordedActor } from '../recorded-actor.js';
import { LotNotExtendable } from '../wallet.errors.js';

/** Gives lots more time. */
@Injectable()
export class LotExtension {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Moves the expiry of a lot that still holds tokens to a later instant; tokens that had expired
   * and are not booked yet can be used again.
   *
   * @throws NotFound, LotNotExtendable
   */
  extend(
    organizationId: string,
    lotId: string,
    expiresAt: Date,
    reason: string,
    actor: Actor,
  ): Promise<LotView> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const known = await tx.existsBy(Lot, { organizationId, id: lotId });
      if (!known) throw new NotFound();
      return this.ledger.change(
        tx,
        this.clock.now(),
        async (books) => {
          const lot = books.lot(lotId);
          assertExtendable(lot, expiresAt, books.at);
          const expiresBefore = lot.expiresAt;
          lot.expiresAt = expiresAt;
          await tx.insert(LotChange, {
            organizationId,
            id: newId(books.at),
            lotId,
            kind: 'extend',
            frozenChange: 0n,
            expiresBefore,
            expiresAfter: expiresAt,
            ...recordedActor(actor),
            reason,
            at: books.at,
          });
          await this.audit.append(tx, {
            action: 'lot.extended',
            actor,
            subjectType: 'lot',
            subjectId: lotId,
            before: { expiresAt: expiresBefore?.toISOString() ?? null },
            after: { expiresAt: expiresAt.toISOString() },
            reason,
            at: books.at,
          });
          return lotView(lot, books.at);
        },
        [lotId],
      );
    });
  }
}

function assertExtendable(lot: Lot, expiresAt: Date, at: Date): void {
  if (lot.expiresAt === null) throw new LotNotExtendable('The lot never expires.');
  if (lot.remaining === 0n) throw new LotNotExtendable('Nothing is left in the lot.');
  if (expiresAt <= lot.expiresAt || expiresAt <= at) {
    throw new LotNotExtendable('Send an instant after the present expiry and in the future.');
  }
}
