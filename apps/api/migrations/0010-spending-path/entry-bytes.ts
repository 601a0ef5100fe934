/**
 * SQL for the bytes of one ledger entry that a seal covers: PostgreSQL's binary form of the row of
 * its columns, in this order, every value preceded by its type and length. `column` gives the SQL
 * of each; what is left out is taken from an entry row named by the same column. Anything that
 * writes entries uses this one list, and `LedgerSeal` in libs/wallet reads the same bytes.
 */
export function entryBytes(column: (name: EntryColumn) => string): string {
  return `record_send(ROW(${ENTRY_COLUMNS.map((name) => column(name)).join(', ')}))`;
}

const ENTRY_COLUMNS = [
  'organization_id',
  'wallet_id',
  'id',
  'seq',
  'kind',
  'amount',
  'balance_before',
  'balance_after',
  'available_after',
  'reference',
  'lots',
  'lot_amounts',
  'actor_type',
  'actor_id',
  'actor_name',
  'request_id',
  'reason',
  'meta',
  'purchase_id',
  'at',
] as const;

type EntryColumn = (typeof ENTRY_COLUMNS)[number];

/** The bytes of a stored entry: `alias` names a row of the ledger. */
export function storedEntryBytes(alias: string): string {
  return entryBytes((name) => (name === 'kind' ? `${alias}.kind::text` : `${alias}.${name}`));
}
