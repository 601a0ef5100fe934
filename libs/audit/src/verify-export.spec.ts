import type { AuditRecordView } from '@purser/contracts';
import { FIRST_PREVIOUS_HASH, linkOf } from './audit-chain.js';
import { verifyExport } from './verify-export.js';

function chain(length: number): AuditRecordView[] {
  const records: AuditRecordView[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const record = {
      id: `0190000${sequence}`,
      organizationId: 'o',
      sequence,
      action: 'wallet.adjusted',
      actor: { type: 'user', id: 'u', name: 'someone@example.test' } as const,
      subjectType: 'wallet',
      subjectId: null,
      before: null,
      after: { balance: sequence },
      reason: null,
      requestId: null,
      ip: null,
      at: '2026-01-01T00:00:00.000Z',
      previousHash: records.at(-1)?.hash ?? FIRST_PREVIOUS_HASH,
    };
    records.push({ ...record, hash: linkOf(record) });
  }
  return records;
}

async function* lines(records: unknown[]): AsyncGenerator<string> {
  for (const record of records) yield typeof record === 'string' ? record : JSON.stringify(record);
}

describe('verifying an export', () => {
  it('accepts a whole chain and gives its last hash', async () => {
    const records = chain(3);
    await expect(verifyExport(lines([...records, '']))).resolves.toEqual({
      entries: 3,
      lastHash: records[2]?.hash,
      firstBroken: null,
    });
  });

  it.each([
    ['an edited record', (r: AuditRecordView[]) => (r[1]!.reason = 'other'), 2],
    ['a swapped pair', (r: AuditRecordView[]) => r.splice(1, 2, r[2]!, r[1]!), 2],
    ['a deleted record', (r: AuditRecordView[]) => r.splice(1, 1), 2],
    ['a deleted first record', (r: AuditRecordView[]) => r.shift(), 1],
    ['a record hashed again alone', (r: AuditRecordView[]) => rehash(r[1]!), 3],
  ])('names the first bad record: %s', async (_name, tamper, sequence) => {
    const records = chain(4);
    tamper(records);
    const { firstBroken } = await verifyExport(lines(records));
    expect(firstBroken).toMatchObject({ sequence });
  });

  it('names a line that is not JSON', async () => {
    const verdict = await verifyExport(lines([...chain(1), '{']));
    expect(verdict.firstBroken).toEqual({ sequence: 2, id: '', detail: 'Line 2 is not JSON.' });
  });
});

function rehash(record: AuditRecordView): void {
  record.reason = 'other';
  record.hash = linkOf(record);
}
