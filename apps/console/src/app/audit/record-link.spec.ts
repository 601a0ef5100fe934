import { createHash, webcrypto } from 'node:crypto';
import type { AuditRecordView } from '@purser/contracts';
import { recordFits } from './record-link.js';

const LINKED = {
  id: 'r-1',
  organizationId: 'o-1',
  sequence: 1,
  action: 'wallet.adjusted',
  actor: { type: 'user', id: null, name: 'Ünï' },
  subjectType: 'wallet',
  subjectId: null,
  before: null,
  after: { b: [1, { z: 1, a: 2 }], a: 'x' },
  reason: null,
  requestId: null,
  ip: null,
  at: '2026-06-18T18:01:33.000Z',
  previousHash: '0'.repeat(64),
} as const;

// Written by hand: members by name, nothing between them.
const CANONICAL =
  '{"action":"wallet.adjusted","actor":{"id":null,"name":"Ünï","type":"user"},' +
  '"after":{"a":"x","b":[1,{"a":2,"z":1}]},"at":"2026-06-18T18:01:33.000Z","before":null,' +
  '"id":"r-1","ip":null,"organizationId":"o-1","previousHash":"' +
  '0'.repeat(64) +
  '","reason":null,"requestId":null,"sequence":1,"subjectId":null,"subjectType":"wallet"}';

const subtle = {
  digest: (name: string, bytes: Uint8Array) => webcrypto.subtle.digest(name, Buffer.from(bytes)),
} as unknown as SubtleCrypto;

describe('the hash of a record', () => {
  beforeAll(async () => {
    const { TextEncoder } = await import('node:util');
    Object.assign(globalThis, { TextEncoder });
  });

  const fitting = (): AuditRecordView => ({
    ...structuredCloneOf(LINKED),
    hash: createHash('sha256').update(CANONICAL).digest('hex'),
  });

  it('is computed again in the browser', async () => {
    expect(await recordFits(fitting(), subtle)).toBe(true);
  });

  it('does not fit a record that was edited', async () => {
    expect(await recordFits({ ...fitting(), reason: 'because' }, subtle)).toBe(false);
  });

  it('stays open where the browser offers no cryptography', async () => {
    expect(await recordFits(fitting(), undefined)).toBeNull();
  });
});

function structuredCloneOf(linked: typeof LINKED): Omit<AuditRecordView, 'hash'> {
  return JSON.parse(JSON.stringify(linked)) as Omit<AuditRecordView, 'hash'>;
}
