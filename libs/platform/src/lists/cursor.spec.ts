import { InvalidCursor } from '../problems/domain-error.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { toPage } from './page.js';

const any = () => true;

describe('cursor', () => {
  it('gives back the key it was made of', () => {
    expect(decodeCursor(encodeCursor('2026-06-18/ä'), any)).toBe('2026-06-18/ä');
  });

  it.each([
    ['empty', ''],
    ['not one of ours', 'bm90IG91cnM'],
    ['of another version', Buffer.from('v2:x').toString('base64url')],
    ['no base64 at all', '%%%'],
  ])('refuses one that is %s', (_, cursor) => {
    expect(() => decodeCursor(cursor, any)).toThrow(InvalidCursor);
  });

  it('refuses a key that the list does not accept', () => {
    expect(() => decodeCursor(encodeCursor("' OR 1=1"), () => false)).toThrow(InvalidCursor);
  });
});

describe('toPage', () => {
  const page = (rows: number[]) =>
    toPage(
      rows,
      2,
      (row) => String(row),
      (row) => row * 10,
    );

  it('ends where there is no further row', () => {
    expect(page([3, 2])).toEqual({ data: [30, 20], nextCursor: null });
    expect(page([])).toEqual({ data: [], nextCursor: null });
  });

  it('continues after the last row shown', () => {
    expect(page([3, 2, 1])).toEqual({ data: [30, 20], nextCursor: encodeCursor('2') });
  });
});
