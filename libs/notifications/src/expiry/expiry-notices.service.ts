import { Injectable } from '@nestjs/common';
import {
  Clock,
  DueReader,
  Jobs,
  newId,
  Outbox,
  UnitOfWork,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { ExpiryNotice } from './expiry-notice.entity.js';
import { TokensExpiring, type ExpiringLot } from './expiry.events.js';
import { EXPIRY_STAGES, expiryStage } from './expiry-stages.js';

const PAGE_ROWS = 500;
const NIL = '00000000-0000-0000-0000-000000000000';

const stages = EXPIRY_STAGES.map((days) => `SELECT ${days} AS days`).join(' UNION ALL ');

/**
 * Lots that are in a stage nobody was told of, and that are older than it, the soonest to expire
 * first: each page goes on where the one before ended, so that a run looks at each lot once.
 */
const DUE = `SELECT l.organization_id, l.id, l.expires_at AS at
    FROM token_lots l
   WHERE l.closed_at IS NULL AND l.expires_at > $1
     AND l.expires_at <= $1::timestamptz + interval '720 hours'
     AND (l.expires_at, l.organization_id, l.id) > ($2, $3, $4)
     AND EXISTS (
       SELECT FROM (
         SELECT min(stage.days) AS days FROM (${stages}) stage
          WHERE l.expires_at <= $1::timestamptz + stage.days * interval '24 hours') reached
        WHERE l.created_at < l.expires_at - reached.days * interval '24 hours'
          AND NOT EXISTS (
            SELECT FROM expiry_notices n
             WHERE n.organization_id = l.organization_id AND n.lot_id = l.id
               AND n.expires_at = l.expires_at AND n.days_left = reached.days))
   ORDER BY l.expires_at, l.organization_id, l.id LIMIT $5`;

/** What is left of a lot, and of that what is neither held nor frozen. Tokens. */
interface Left {
  readonly tokens: number;
  readonly freeTokens: number;
}

const NOTHING: Left = { tokens: 0, freeTokens: 0 };

/** Tells of tokens that expire in 30, 7 and 1 days, once per lot and stage. */
@Injectable()
export class ExpiryNotices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly wallets: Wallets,
    private readonly outbox: Outbox,
  ) {}

  /** Tells every organization that has something to hear at `now`. */
  async sendDue(job: string, now: Date, tally: JobTally): Promise<void> {
    let after = { at: now, organizationId: NIL, id: NIL };
    for (;;) {
      const { at, organizationId, id } = after;
      const page = await this.due.dated(DUE, [now, at, organizationId, id, PAGE_ROWS]);
      // All lots of an organization are told of by its first.
      const firsts = [
        ...new Map(page.toReversed().map((row) => [row.organizationId, row])).values(),
      ];
      await this.jobs.each(job, tally, firsts, (first) =>
        this.unitOfWork.run(first.organizationId, (tx) => this.send(tx)),
      );
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last;
    }
  }

  /** One piece of news per stage, over all lots that came into it. */
  private async send(tx: Tx): Promise<void> {
    const at = this.clock.now();
    const left = await this.left(tx, at);
    const begun = new Map<number, ExpiringLot[]>();
    for (const lot of await expiringLots(tx, at)) {
      const daysLeft = expiryStage(lot, at);
      if (daysLeft === null) continue;
      const { tokens, freeTokens } = left.get(lot.id) ?? NOTHING;
      // What is held or frozen may come back: the stage stays due, and the next run looks again.
      if (tokens > 0 && freeTokens === 0) continue;
      if (!(await this.note(tx, lot, daysLeft, freeTokens, at)) || freeTokens === 0) continue;
      const { id: lotId, label, expiresAt } = lot;
      const told = { lotId, label, tokens: freeTokens, expiresAt: expiresAt.toISOString() };
      begun.set(daysLeft, [...(begun.get(daysLeft) ?? []), told]);
    }
    for (const [daysLeft, lots] of begun) {
      const tokens = lots.reduce((sum, lot) => sum + lot.tokens, 0);
      const firstExpiresAt = lots[0]?.expiresAt ?? '';
      const { organizationId } = tx;
      const event = { organizationId, daysLeft, tokens, firstExpiresAt, lots };
      await this.outbox.append(tx, new TokensExpiring(event));
    }
  }

  /** What is left of each lot that is not used up, by its id. */
  private async left(tx: Tx, at: Date): Promise<Map<string, Left>> {
    const lots = await this.wallets.liveLots(tx, at);
    return new Map(
      lots.map(({ id, remaining: tokens, held, frozen }) => [
        id,
        { tokens, freeTokens: tokens - held - frozen },
      ]),
    );
  }

  /** False where it was noted before, by whichever process. */
  private async note(
    tx: Tx,
    lot: Expiring,
    daysLeft: number,
    tokens: number,
    at: Date,
  ): Promise<boolean> {
    const { organizationId } = tx;
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(ExpiryNotice)
      .values({
        ...{ organizationId, id: newId(at), lotId: lot.id, daysLeft, at },
        expiresAt: lot.expiresAt,
        tokens: BigInt(tokens),
      })
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }
}

interface Expiring {
  readonly id: string;
  readonly label: string;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

/** The lots within the first stage, soonest first; also those that are used up. */
async function expiringLots(tx: Tx, at: Date): Promise<Expiring[]> {
  const rows = await tx.query<{ id: string; label: string; expires_at: Date; created_at: Date }[]>(
    `SELECT id, label, expires_at, created_at FROM token_lots
      WHERE organization_id = $1 AND closed_at IS NULL AND expires_at > $2
        AND expires_at <= $2::timestamptz + interval '720 hours'
      ORDER BY expires_at, id`,
    [tx.organizationId, at],
  );
  return rows.map((row) => {
    return { id: row.id, label: row.label, expiresAt: row.expires_at, createdAt: row.created_at };
  });
}
