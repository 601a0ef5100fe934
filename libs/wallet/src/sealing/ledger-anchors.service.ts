import { Injectable } from '@nestjs/common';
import { AuditLog, AuditTrail } from '@purser/audit';
import { DueReader, Jobs, systemActor, UnitOfWork, type JobTally, type Tx } from '@purser/platform';
import { LedgerWriter } from '../books/ledger-writer.js';
import { Wallet } from '../wallet.entity.js';

const PAGE_ROWS = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const JOB = 'anchorLedger';
const ACTION = 'ledger.anchored';

/** What the audit trail says of a ledger: up to this entry it was sealed so. */
export interface LedgerAnchor {
  /** Hex. */
  seal: string;
  at: Date;
}

/**
 * Writes the head of every ledger into its organization's audit trail once a day. The trail's end
 * is signed, so a ledger that is rewritten with all its seals does not match what was signed.
 */
@Injectable()
export class LedgerAnchors {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly ledger: LedgerWriter,
    private readonly audit: AuditTrail,
    private readonly log: AuditLog,
  ) {}

  /** Anchors every ledger that grew since it was anchored last. */
  async anchorDue(now: Date, tally: JobTally): Promise<void> {
    for (let after = FIRST_ID; ;) {
      const pairs = await this.due.pairs(
        `SELECT organization_id, id FROM organization_token_wallets
          WHERE seq > anchored_seq AND organization_id > $1
          ORDER BY organization_id LIMIT ${PAGE_ROWS}`,
        [after],
      );
      await this.jobs.each(JOB, tally, pairs, ({ organizationId }) =>
        this.unitOfWork.run(organizationId, (tx) => this.anchor(tx, now)),
      );
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.organizationId;
    }
  }

  /** Anchors the ledger of one organization, unless its end is anchored already. */
  async anchor(tx: Tx, now: Date): Promise<void> {
    const { id, seq, anchoredSeq, seal } = await this.ledger.lock(tx, now);
    if (seal === null || seq <= anchoredSeq) return;
    await tx.update(Wallet, { organizationId: tx.organizationId, id }, { anchoredSeq: seq });
    await this.audit.append(tx, {
      action: ACTION,
      actor: systemActor(JOB),
      subjectType: 'wallet',
      subjectId: id,
      after: { entries: Number(seq), seal: seal.toString('hex') },
      at: now,
    });
  }

  /** What the trail says, by the number of entries it covers. */
  async all(organizationId: string): Promise<Map<number, LedgerAnchor>> {
    const anchors = new Map<number, LedgerAnchor>();
    for await (const { after, at } of this.log.all(organizationId, { action: ACTION })) {
      const { entries, seal } = (after ?? {}) as { entries?: number; seal?: string };
      if (entries !== undefined && seal !== undefined) {
        anchors.set(entries, { seal, at: new Date(at) });
      }
    }
    return anchors;
  }
}
