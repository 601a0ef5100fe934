import { Injectable } from '@nestjs/common';
import type { AuditVerificationView } from '@purser/contracts';
import { UnitOfWork, type Tx } from '@purser/platform';
import { AuditAnchor } from './audit-anchor.entity.js';
import { AuditAnchors } from './audit-anchors.service.js';
import { ChainWalk, type BrokenLink } from './audit-chain.js';
import { AuditHead } from './audit-head.entity.js';
import { AuditRecord } from './audit-record.entity.js';
import { auditRecordView } from './to-audit-record-view.js';

const PAGE_ROWS = 500;

interface ChainEnd {
  head: AuditHead | null;
  lastSequence: bigint;
  lastId: string | null;
  anchors: Map<bigint, AuditAnchor>;
}

/** Proves a chain, or names the first record at which it is broken. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly anchors: AuditAnchors,
  ) {}

  /**
   * Walks the whole chain in bounded pages: edits, swaps and deletions show in the links, a cut-off
   * end shows against the head row, a rewritten chain shows against the signed anchors.
   */
  async verify(organizationId: string): Promise<AuditVerificationView> {
    const end = await this.unitOfWork.read(organizationId, (tx) => this.chainEnd(tx));
    const walk = new ChainWalk();
    let anchoredUntil: string | null = null;
    for (let reached = 0n; reached < end.lastSequence;) {
      const after = reached;
      const rows = await this.unitOfWork.read(organizationId, (tx) => page(tx, after));
      if (rows.length === 0) break;
      for (const row of rows) {
        const fault = preciseFault(row) ?? walk.next(auditRecordView(row.record));
        if (fault) return refuted(walk, fault, anchoredUntil);
        reached = row.record.sequence;
        const anchor = end.anchors.get(reached);
        if (!anchor) continue;
        const forgery = this.anchorFault(anchor, row.record);
        if (forgery) return refuted(walk, forgery, anchoredUntil);
        if (this.anchors.judge(anchor) === 'good') anchoredUntil = anchor.anchoredAt.toISOString();
        if (reached === end.lastSequence) break;
      }
    }
    const fault = endFault(walk, end);
    if (fault) return refuted(walk, fault, anchoredUntil);
    return { valid: true, entries: walk.entries, anchoredUntil };
  }

  private anchorFault(anchor: AuditAnchor, record: AuditRecord): BrokenLink | null {
    const at = anchor.anchoredAt.toISOString();
    const found = { sequence: Number(record.sequence), id: record.id };
    if (!anchor.hash.equals(record.hash)) {
      return { ...found, detail: `It differs from what was anchored at ${at}.` };
    }
    if (this.anchors.judge(anchor) === 'forged') {
      return { ...found, detail: `The signature of its anchor of ${at} is wrong.` };
    }
    return null;
  }

  private async chainEnd(tx: Tx): Promise<ChainEnd> {
    const { organizationId } = tx;
    const head = await tx.findOneBy(AuditHead, { organizationId });
    const last = await tx.findOne(AuditRecord, {
      where: { organizationId },
      order: { sequence: 'DESC' },
    });
    const anchors = await tx.find(AuditAnchor, { where: { organizationId } });
    return {
      head,
      lastSequence: last?.sequence ?? 0n,
      lastId: last?.id ?? null,
      anchors: new Map(anchors.map((anchor) => [anchor.sequence, anchor])),
    };
  }
}

interface PageRow {
  record: AuditRecord;
  /** Microseconds beyond the whole millisecond: always 0 in what Purser writes. */
  strayMicroseconds: number;
}

async function page(tx: Tx, after: bigint): Promise<PageRow[]> {
  const { entities, raw } = await tx
    .createQueryBuilder(AuditRecord, 'record')
    .addSelect('(extract(microseconds FROM record.at)::bigint % 1000)::int', 'stray')
    .where('record.organizationId = :organization', { organization: tx.organizationId })
    .andWhere('record.sequence > :after', { after: after.toString() })
    .orderBy('record.sequence', 'ASC')
    .limit(PAGE_ROWS)
    .getRawAndEntities<{ stray: number }>();
  return entities.map((record, index) => ({
    record,
    strayMicroseconds: raw[index]?.stray ?? 0,
  }));
}

/** JavaScript cuts instants to milliseconds; an edit below that must show all the same. */
function preciseFault({ record, strayMicroseconds }: PageRow): BrokenLink | null {
  if (strayMicroseconds === 0) return null;
  const { sequence, id } = record;
  return { sequence: Number(sequence), id, detail: 'It is not what was recorded.' };
}

function endFault(walk: ChainWalk, end: ChainEnd): BrokenLink | null {
  const sequence = walk.entries + 1;
  const headSequence = end.head?.sequence ?? 0n;
  if (headSequence > BigInt(walk.entries)) {
    const detail = `Records ${sequence} to ${headSequence} are missing at the end.`;
    return { sequence, id: end.head?.recordId ?? '', detail };
  }
  if (headSequence < end.lastSequence) {
    const detail = `The chain was closed at record ${headSequence}; what follows was added.`;
    return { sequence: Number(headSequence) + 1, id: end.lastId ?? '', detail };
  }
  if (end.head && end.head.hash.toString('hex') !== walk.lastHash) {
    const detail = 'The head of the chain holds another hash.';
    return { sequence: walk.entries, id: end.lastId ?? '', detail };
  }
  const beyond = [...end.anchors.keys()].find((anchored) => anchored > BigInt(walk.entries));
  if (beyond === undefined) return null;
  const detail = `Record ${beyond} was anchored and is missing.`;
  return { sequence, id: end.lastId ?? '', detail };
}

function refuted(
  walk: ChainWalk,
  firstBroken: BrokenLink,
  anchoredUntil: string | null,
): AuditVerificationView {
  return { valid: false, entries: walk.entries, firstBroken, anchoredUntil };
}
