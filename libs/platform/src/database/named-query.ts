import type pg from 'pg';
import type { NamedStatement } from './read-pool.js';
import type { Tx } from './tx.js';

/**
 * Runs a statement that each connection parses and plans once: for a long one that a job asks of many
 * organizations, planning costs more than running.
 */
export async function namedQuery<Row extends pg.QueryResultRow>(
  tx: Tx,
  statement: NamedStatement,
  values: unknown[],
): Promise<Row[]> {
  const connection = (await tx.queryRunner?.connect()) as pg.PoolClient | undefined;
  if (!connection) throw new Error('The transaction has no connection');
  const { rows } = await connection.query<Row>({ ...statement, values });
  return rows;
}
