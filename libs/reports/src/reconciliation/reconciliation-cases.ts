import type { Tx } from '@purser/platform';
import { newId } from '@purser/platform';
import type { ReconciliationCaseDto } from '../dto/reconciliation.view.js';
import { proposedFix, type Difference } from './difference.js';

const MOST_SHOWN = 50;
const COMPARED = `kind ~ '^(provider|books)-'`;

interface Row {
  organization_id: string;
  id: string;
  kind: string;
  subject_type: string;
  subject_id: string;
  detail: string;
  opened_at: Date;
  resolved_at: Date | null;
}

/**
 * Opens a case for each difference, again where it had been resolved, and resolves the cases of
 * earlier comparisons whose difference is gone.
 */
export async function recordDifferences(
  tx: Tx,
  differences: readonly Difference[],
  at: Date,
): Promise<void> {
  const { organizationId } = tx;
  await tx.query(
    `INSERT INTO reconciliation_cases AS c
       (organization_id, id, kind, subject_type, subject_id, detail, opened_at)
     SELECT $1, found.id, found.kind, found.subject_type, found.subject_id, found.detail, $7
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
         AS found (id, kind, subject_type, subject_id, detail)
     ON CONFLICT (organization_id, kind, subject_type, subject_id) DO UPDATE
       SET detail = excluded.detail, resolved_at = NULL,
           opened_at = CASE WHEN c.resolved_at IS NULL THEN c.opened_at
                            ELSE excluded.opened_at END`,
    [
      organizationId,
      differences.map(() => newId(at)),
      differences.map(({ kind }) => kind),
      differences.map(({ subjectType }) => subjectType),
      differences.map(({ subjectId }) => subjectId),
      differences.map(({ detail }) => detail),
      at,
    ],
  );
  await tx.query(
    `UPDATE reconciliation_cases SET resolved_at = $2
      WHERE organization_id = $1 AND resolved_at IS NULL AND ${COMPARED}
        AND NOT (kind || ' ' || subject_id = ANY ($3))`,
    [organizationId, at, differences.map(({ kind, subjectId }) => `${kind} ${subjectId}`)],
  );
}

/** Whether a case that comparisons open and resolve is open. */
export async function hasOpenCases(tx: Tx): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT FROM reconciliation_cases
      WHERE organization_id = $1 AND resolved_at IS NULL AND ${COMPARED} LIMIT 1`,
    [tx.organizationId],
  );
  return rows.length > 0;
}

/** How many cases are open, and the newest of them. */
export async function openCases(
  tx: Tx,
): Promise<{ count: number; cases: ReconciliationCaseDto[] }> {
  const { organizationId } = tx;
  const [counted] = await tx.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM reconciliation_cases
      WHERE organization_id = $1 AND resolved_at IS NULL`,
    [organizationId],
  );
  const rows = await tx.query<Row[]>(
    `SELECT * FROM reconciliation_cases WHERE organization_id = $1 AND resolved_at IS NULL
      ORDER BY opened_at DESC, id DESC LIMIT ${MOST_SHOWN}`,
    [organizationId],
  );
  return { count: counted?.count ?? 0, cases: rows.map(caseView) };
}

/** One case, locked; undefined where there is none. */
export async function lockCase(tx: Tx, id: string): Promise<ReconciliationCaseDto | undefined> {
  const [row] = await tx.query<Row[]>(
    'SELECT * FROM reconciliation_cases WHERE organization_id = $1 AND id = $2 FOR UPDATE',
    [tx.organizationId, id],
  );
  return row && caseView(row);
}

/** Marks an open case as resolved. */
export async function closeCase(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE reconciliation_cases SET resolved_at = $3
      WHERE organization_id = $1 AND id = $2 AND resolved_at IS NULL`,
    [tx.organizationId, id, at],
  );
}

function caseView(row: Row): ReconciliationCaseDto {
  return {
    id: row.id,
    organizationId: row.organization_id,
    kind: row.kind,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    detail: row.detail,
    proposedFix: proposedFix(row.kind),
    openedAt: row.opened_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
  };
}
