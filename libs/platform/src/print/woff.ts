import { inflateSync } from 'node:zlib';

const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

interface Table {
  readonly tag: Buffer;
  readonly checksum: number;
  readonly content: Buffer;
}

/**
 * The OpenType font inside a WOFF 1 file (W3C WOFF File Format 1.0). The printer reads an unpacked
 * font some thirty times faster: from WOFF it inflates a whole table for each glyph it looks at.
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('This is no WOFF 1 file');
  const flavor = woff.readUInt32BE(4);
  const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, index) =>
    tableAt(woff, HEADER_BYTES + index * ENTRY_BYTES),
  );
  const directory = Buffer.alloc(SFNT_HEADER_BYTES + tables.length * SFNT_ENTRY_BYTES);
  writeHeader(directory, flavor, tables.length);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (const [index, { tag, checksum, content }] of tables.entries()) {
    const entry = SFNT_HEADER_BYTES + index * SFNT_ENTRY_BYTES;
    tag.copy(directory, entry);
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(content.length, entry + 12);
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    parts.push(content, padding);
    offset += content.length + padding.length;
  }
  return Buffer.concat(parts);
}

function tableAt(woff: Buffer, entry: number): Table {
  const offset = woff.readUInt32BE(entry + 4);
  const packedBytes = woff.readUInt32BE(entry + 8);
  const bytes = woff.readUInt32BE(entry + 12);
  const packed = woff.subarray(offset, offset + packedBytes);
  // A table that deflate would not make smaller is stored as it is.
  const content = packedBytes < bytes ? inflateSync(packed) : packed;
  if (content.length !== bytes) throw new Error('A table of the font is cut off');
  const checksum = woff.readUInt32BE(entry + 16);
  return { tag: woff.subarray(entry, entry + 4), checksum, content };
}

/** The offset table: its search fields follow from the number of tables. */
function writeHeader(directory: Buffer, flavor: number, tables: number): void {
  const selector = Math.floor(Math.log2(tables));
  const range = 2 ** selector * SFNT_ENTRY_BYTES;
  directory.writeUInt32BE(flavor, 0);
  directory.writeUInt16BE(tables, 4);
  directory.writeUInt16BE(range, 6);
  directory.writeUInt16BE(selector, 8);
  directory.writeUInt16BE(tables * SFNT_ENTRY_BYTES - range, 10);
}
