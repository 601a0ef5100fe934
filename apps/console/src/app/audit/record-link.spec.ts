import type { AuditRecordView } from '@purser/contracts';
import { type Digest, recordFits } from './record-link.js';

const RECORD: AuditRecordView = {
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
  hash: 'the digest of the canonical text',
};

// Written by hand: members by name, nothing between them, no hash.
const CANONICAL =
  '{"action":"wallet.adjusted","actor":{"id":null,"name":"Ünï","type":"user"},' +
  '"after":{"a":"x","b":[1,{"a":2,"z":1}]},"at":"2026-06-18T18:01:33.000Z","before":null,' +
  `"id":"r-1","ip":null,"organizationId":"o-1","previousHash":"${'0'.repeat(64)}",` +
  '"reason":null,"requestId":null,"sequence":1,"subjectId":null,"subjectType":"wallet"}';

const digest: Digest = (text) =>
  Promise.resolve(text === CANONICAL ? RECORD.hash : `the digest of something else: ${text}`);

describe('the hash of a record', () => {
  it('is computed again over the canonical JSON', async () => {
    expect(await recordFits(RECORD, digest)).toBe(true);
  });

  it('does not fit a record that was edited', async () => {
    expect(await recordFits({ ...RECORD, reason: 'because' }, digest)).toBe(false);
    expect(await recordFits({ ...RECORD, hash: 'another' }, digest)).toBe(false);
  });

  it('stays open where the browser offers no cryptography', async () => {
    expect(await recordFits(RECORD, () => Promise.resolve(null))).toBeNull();
  });
});
