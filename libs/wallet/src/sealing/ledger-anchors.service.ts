import { Injectable } from '@nestjs/common';
import { AuditLog, AuditTrail } from '@purser/audit';
import { DueRows, systemActor, UnitOfWork, type JobTally, type Tx } from '@purser/platform';
import { LedgerWriter } from '../books/ledger-writer.js';
import { Wallet } from '../wallet.entity.js';

const JOB = 'anchorLedger';
const ACTION = 'ledger.anchored';

const GROWN = `SELECT organization_id, id FROM organization_token_wallets
  WHERE seq > anchored_seq AND organization_id > $1 ORDER BY organization_id LIMIT $2`;

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
    private readonly due: DueRows,
    private readonly ledger: LedgerWriter,
    private readonly audit: AuditTrail,
    private readonly log: AuditLog,
  ) {}

  /** Anchors every ledger that grew since it was anchored last. */
  anchorDue(now: Date, tally: JobTally): Promise<void> {
    return this.due.eachFound({ name: JOB, tally }, GROWN, [], ({ organizationId }) =>
      this.unitOfWork.run(organizationId, (tx) => this.anchor(tx, now)),
    );
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
