import { Injectable, Logger } from '@nestjs/common';
import { DueReader, Jobs, newId, UnitOfWork, type JobTally, type Tx } from '@purser/platform';
import { AnchorKey, type AnchorStatement } from './anchor-key.js';
import { AuditAnchor } from './audit-anchor.entity.js';
import { AuditHead } from './audit-head.entity.js';

const PAGE_ROWS = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Signs the ends of all chains once a day, so that even a rewritten chain shows. */
@Injectable()
export class AuditAnchors {
  private readonly logger = new Logger(AuditAnchors.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly key: AnchorKey,
  ) {}

  /** Anchors every chain that grew since its last anchor. */
  async anchorDue(now: Date, tally: JobTally): Promise<void> {
    for (let after = FIRST_ID; ;) {
      const pairs = await this.due.pairs(
        `SELECT organization_id, organization_id AS id FROM audit_heads
         WHERE sequence > anchored_sequence AND organization_id > $1
         ORDER BY organization_id LIMIT ${PAGE_ROWS}`,
        [after],
      );
      await this.jobs.each('anchorAudit', tally, pairs, ({ organizationId }) =>
        this.unitOfWork.run(organizationId, (tx) => this.anchor(tx, now)),
      );
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.organizationId;
    }
  }

  /** Anchors the chain of one organization, unless its end is anchored already. */
  async anchor(tx: Tx, now: Date): Promise<void> {
    const { organizationId } = tx;
    const head = await tx.findOne(AuditHead, {
      where: { organizationId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!head || head.sequence <= head.anchoredSequence) return;
    const statement = {
      organizationId,
      sequence: Number(head.sequence),
      hash: head.hash.toString('hex'),
      anchoredAt: now.toISOString(),
    };
    const signature = this.key.sign(statement);
    await tx.insert(AuditAnchor, {
      organizationId,
      id: newId(now),
      sequence: head.sequence,
      hash: head.hash,
      keyId: this.key.keyId,
      signature,
      anchoredAt: now,
    });
    await tx.update(AuditHead, { organizationId }, { anchoredSequence: head.sequence });
    // The log is a copy outside the database: it keeps the anchor when the row is destroyed.
    const copy = { ...statement, keyId: this.key.keyId, signature: signature.toString('base64') };
    this.logger.log({ anchor: copy }, 'audit chain anchored');
  }

  /**
   * Judges an anchor: `forged` = signed with our key id and the signature is wrong, `unknown-key` =
   * signed before the key was changed.
   */
  judge(anchor: AuditAnchor): 'good' | 'forged' | 'unknown-key' {
    if (anchor.keyId !== this.key.keyId) return 'unknown-key';
    const statement: AnchorStatement = {
      organizationId: anchor.organizationId,
      sequence: Number(anchor.sequence),
      hash: anchor.hash.toString('hex'),
      anchoredAt: anchor.anchoredAt.toISOString(),
    };
    return this.key.verifies(statement, anchor.signature) ? 'good' : 'forged';
  }
}
