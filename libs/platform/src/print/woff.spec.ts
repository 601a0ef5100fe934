import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { printFonts } from './print-fonts.js';
import { unpackWoff } from './woff.js';

const require = createRequire(import.meta.url);
const FILE = '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff';

/** The checksum of a table as OpenType defines it: the sum of its 32-bit words. */
function checksumOf(table: Buffer): number {
  const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}

describe('an unpacked font', () => {
  const woff = readFileSync(require.resolve(FILE));
  const font = unpackWoff(woff);

  it('holds every table, with the checksum that the packed file promised', () => {
    const tables = font.readUInt16BE(4);
    expect(tables).toBe(woff.readUInt16BE(12));
    expect(font.length).toBe(woff.readUInt32BE(16));
    for (let table = 0; table < tables; table += 1) {
      const entry = 12 + table * 16;
      const tag = font.toString('latin1', entry, entry + 4);
      const offset = font.readUInt32BE(entry + 8);
      const content = font.subarray(offset, offset + font.readUInt32BE(entry + 12));
      // The `head` table holds the checksum of the whole file; its own leaves that word out.
      const summed = Buffer.from(content);
      if (tag === 'head') summed.writeUInt32BE(0, 8);
      expect([tag, checksumOf(summed)]).toEqual([tag, font.readUInt32BE(entry + 4)]);
    }
  });

  it('is refused where the file is something else or cut off', () => {
    expect(() => unpackWoff(Buffer.from('wOF2 and more that is no font'))).toThrow('no WOFF 1');
    const cut = Buffer.from(woff);
    cut.writeUInt32BE(cut.readUInt32BE(44 + 12) + 1, 44 + 12);
    expect(() => unpackWoff(cut)).toThrow('cut off');
  });

  it('is read once', () => {
    expect(printFonts().regular).toBe(printFonts().regular);
    expect(printFonts().bold.equals(printFonts().regular)).toBe(false);
  });
});
