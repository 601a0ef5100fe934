import type { SealedEntry } from './sealed-entry.js';

/** Type numbers of PostgreSQL, the same in every database. */
const OID = {
  bigint: 20,
  text: 25,
  bigints: 1016,
  timestamptz: 1184,
  uuid: 2950,
  uuids: 2951,
  jsonb: 3802,
} as const;
/** Microseconds from 1970 to 2000, where PostgreSQL starts to count. */
const POSTGRES_EPOCH_MICROS = 946_684_800_000_000n;
const NULL_LENGTH = -1;
const JSONB_VERSION = Buffer.of(1);

/**
 * The bytes of an entry that a seal covers: the binary form of a row in PostgreSQL's protocol
 * (`record_send`): number of columns, then type, length and value of each, in network order. The
 * migration that seals builds the same in SQL; a test holds the two against each other.
 */
export function entryBytes(entry: SealedEntry): Buffer {
  const columns: [oid: number, value: Buffer | null][] = [
    [OID.uuid, uuid(entry.organizationId)],
    [OID.uuid, uuid(entry.walletId)],
    [OID.uuid, uuid(entry.id)],
    [OID.bigint, bigint(entry.seq)],
    [OID.text, text(entry.kind)],
    [OID.bigint, bigint(entry.amount)],
    [OID.bigint, bigint(entry.balanceBefore)],
    [OID.bigint, bigint(entry.balanceAfter)],
    [OID.bigint, bigint(entry.availableAfter)],
    [OID.text, text(entry.reference)],
    [OID.uuids, array(OID.uuid, entry.lots.map(uuid))],
    [OID.bigints, array(OID.bigint, entry.lotAmounts.map(bigint))],
    [OID.text, text(entry.actorType)],
    [OID.uuid, entry.actorId === null ? null : uuid(entry.actorId)],
    [OID.text, text(entry.actorName)],
    [OID.text, entry.requestId === null ? null : text(entry.requestId)],
    [OID.text, entry.reason === null ? null : text(entry.reason)],
    [OID.jsonb, entry.meta === null ? null : Buffer.concat([JSONB_VERSION, text(entry.meta)])],
    [OID.uuid, entry.purchaseId === null ? null : uuid(entry.purchaseId)],
    [OID.timestamptz, bigint(entry.atMicros - POSTGRES_EPOCH_MICROS)],
  ];
  const parts = [int(columns.length)];
  for (const [oid, value] of columns) {
    parts.push(int(oid), int(value?.length ?? NULL_LENGTH));
    if (value) parts.push(value);
  }
  return Buffer.concat(parts);
}

function int(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function bigint(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

const text = (value: string) => Buffer.from(value, 'utf8');
const uuid = (value: string) => Buffer.from(value.replaceAll('-', ''), 'hex');

/** One dimension, no nulls, counted from 1. */
function array(elementOid: number, elements: readonly Buffer[]): Buffer {
  const parts = [int(1), int(0), int(elementOid), int(elements.length), int(1)];
  for (const element of elements) parts.push(int(element.length), element);
  return Buffer.concat(parts);
}
