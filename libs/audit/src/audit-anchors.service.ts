import { Injectable, Logger } from '@nestjs/common';
import {
  DueRows,
  Jobs,
  newId,
  UnitOfWork,
  type DuePair,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { AnchorKey, type AnchorStatement } from './anchor-key.js';
import { AuditAnchor } from './audit-anchor.entity.js';
import { AuditHead } from './audit-head.entity.js';

const GROWN = `SELECT organization_id, organization_id AS id FROM audit_heads
  WHERE sequence > anchored_sequence AND organization_id > $1
  ORDER BY organization_id LIMIT $2`;

/** Signs the ends of all chains once a day, so that even a rewritten chain shows. */
@Injectable()
export class AuditAnchors {
  private readonly logger = new Logger(AuditAnchors.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueRows,
    private readonly jobs: Jobs,
    private readonly key: AnchorKey,
  ) {}

  /** Anchors every chain that grew since its last anchor. */
  async anchorDue(now: Date, tally: JobTally): Promise<void> {
    for await (const page of this.due.pages(GROWN, [])) {
      await this.jobs.together('anchorAudit', tally, page, {
        all: () => this.anchorAll(page, now),
        one: ({ organizationId }) =>
          this.unitOfWork.run(organizationId, (tx) => this.anchor(tx, now)),
      });
    }
  }

  /** Anchors the chains of many organizations. What grows meanwhile waits for the next run. */
  private async anchorAll(page: readonly DuePair[], now: Date): Promise<void> {
    const organizationIds = page.map(({ organizationId }) => organizationId);
    const anchored = await this.unitOfWork.platform(async (tx) => {
      const ends = await tx.query<ChainEnd[]>('SELECT * FROM audit_ends($1)', [organizationIds]);
      const statements = ends.map(({ organization_id, sequence, hash }) => {
        const statement = statementOf(organization_id, BigInt(sequence), hash, now);
        return { statement, signature: this.key.sign(statement) };
      });
      const rows = await tx.query<{ organization_id: string }[]>(
        'SELECT * FROM anchor_audit_ends($1, $2, $3, $4, $5, $6, $7) AS organization_id',
        [
          ends.map(({ organization_id }) => organization_id),
          ends.map(() => newId(now)),
          ends.map(({ sequence }) => sequence),
          ends.map(({ hash }) => hash),
          statements.map(({ signature }) => signature),
          this.key.keyId,
          now,
        ],
      );
      const written = new Set(rows.map(({ organization_id }) => organization_id));
      return statements.filter(({ statement }) => written.has(statement.organizationId));
    });
    for (const { statement, signature } of anchored) this.copy(statement, signature);
  }

  /** Anchors the chain of one organization, unless its end is anchored already. */
  async anchor(tx: Tx, now: Date): Promise<void> {
    const { organizationId } = tx;
    const head = await tx.findOne(AuditHead, {
      where: { organizationId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!head || head.sequence <= head.anchoredSequence) return;
    const statement = statementOf(organizationId, head.sequence, head.hash, now);
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
    this.copy(statement, signature);
  }

  /**
   * Judges an anchor: `forged` = signed with our key id and the signature is wrong, `unknown-key` =
   * signed before the key was changed.
   */
  judge(anchor: AuditAnchor): 'good' | 'forged' | 'unknown-key' {
    if (anchor.keyId !== this.key.keyId) return 'unknown-key';
    const { organizationId, sequence, hash, anchoredAt } = anchor;
    const statement = statementOf(organizationId, sequence, hash, anchoredAt);
    return this.key.verifies(statement, anchor.signature) ? 'good' : 'forged';
  }

  /** The log is a copy outside the database: it keeps the anchor when the row is destroyed. */
  private copy(statement: AnchorStatement, signature: Buffer): void {
    const copy = { ...statement, keyId: this.key.keyId, signature: signature.toString('base64') };
    this.logger.log({ anchor: copy }, 'audit chain anchored');
  }
}

interface ChainEnd {
  readonly organization_id: string;
  readonly sequence: string;
  readonly hash: Buffer;
}

function statementOf(
  organizationId: string,
  sequence: bigint,
  hash: Buffer,
  anchoredAt: Date,
): AnchorStatement {
  return {
    organizationId,
    sequence: Number(sequence),
    hash: hash.toString('hex'),
    anchoredAt: anchoredAt.toISOString(),
  };
}
