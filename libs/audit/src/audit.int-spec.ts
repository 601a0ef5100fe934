import { generateKeyPairSync } from 'node:crypto';
import type { Actor, Tx } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { AuditAnchors } from './audit-anchors.service.js';
import { AuditCron } from './audit.cron.js';
import { AuditLog } from './audit-log.service.js';
import { AuditModule } from './audit.module.js';
import { AuditTrail } from './audit-trail.service.js';
import { AuditVerifier } from './audit-verifier.service.js';
import { linkOf } from './audit-chain.js';
import { verifyExport } from './verify-export.js';

const ACTOR: Actor = {
  type: 'user',
  id: '01900000-0000-7000-8000-000000000001',
  name: 'admin@acme.test',
  requestId: 'request-1',
  ip: '127.0.0.1',
};

describe('the audit trail', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let organization: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ imports: [AuditModule], database });
  });

  beforeEach(async () => {
    organization = await anOrganization(t);
  });

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  const append = (tx: Tx, fields: { action?: string; actor?: Actor; reason?: string } = {}) =>
    t.get(AuditTrail).append(tx, {
      action: fields.action ?? 'wallet.adjusted',
      actor: fields.actor ?? ACTOR,
      subjectType: 'wallet',
      subjectId: organization,
      before: { balance: 5n, note: 'é\0' },
      after: { balance: 7n, nested: { z: 1.5, a: [1, null] } },
      reason: fields.reason ?? null,
      at: t.clock.now(),
    });
  const records = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      t.clock.advance({ seconds: 1 });
      await t.unitOfWork.run(organization, (tx) => append(tx, { reason: `change ${index + 1}` }));
    }
  };
  const verify = () => t.get(AuditVerifier).verify(organization);
  const anchor = () =>
    t.unitOfWork.run(organization, (tx) => t.get(AuditAnchors).anchor(tx, t.clock.now()));
  const page = (filter = {}, limit = 50) => t.get(AuditLog).page(organization, filter, { limit });

  it('links each record to the one before', async () => {
    await records(3);
    const { data } = await page();
    expect(data.map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
    expect(data[0]).toMatchObject({
      actor: { type: 'user', id: ACTOR.id, name: ACTOR.name },
      before: { balance: 5, note: 'é\uFFFD' },
      after: { balance: 7, nested: { z: 1.5, a: [1, null] } },
      reason: 'change 3',
      requestId: 'request-1',
      ip: '127.0.0.1',
      previousHash: data[1]?.hash,
    });
    expect(data[0]?.hash).toBe(linkOf(data[0]!));
    expect(data[2]?.previousHash).toBe('0'.repeat(64));
    expect(await verify()).toEqual({ valid: true, entries: 3, anchoredUntil: null });
  });

  it('stays one chain under appends at the same time', async () => {
    await Promise.all(
      Array.from({ length: 12 }, () => t.unitOfWork.run(organization, (tx) => append(tx))),
    );
    expect(await verify()).toEqual({ valid: true, entries: 12, anchoredUntil: null });
  });

  it('is undone with the change it belongs to', async () => {
    await records(1);
    const failed = t.unitOfWork.run(organization, async (tx) => {
      await append(tx);
      throw new Error('the change failed');
    });
    await expect(failed).rejects.toThrow('the change failed');
    await records(1);
    expect(await verify()).toEqual({ valid: true, entries: 2, anchoredUntil: null });
  });

  it('says of an organization without changes that it is intact', async () => {
    expect(await verify()).toEqual({ valid: true, entries: 0, anchoredUntil: null });
  });

  it('cannot be changed by the application, nor by its owner', async () => {
    await records(1);
    for (const statement of [
      'UPDATE token_audit_log SET reason = null',
      'DELETE FROM token_audit_log',
      'TRUNCATE token_audit_log',
    ]) {
      await expect(t.unitOfWork.run(organization, (tx) => tx.query(statement))).rejects.toThrow(
        'permission denied',
      );
      await expect(database.superuser.query(statement)).rejects.toThrow('append-only');
    }
  });

  /** What only a superuser can do: without the triggers. */
  const tamper = async (...statements: string[]) => {
    const client = await database.superuser.connect();
    try {
      await client.query('BEGIN');
      await client.query("SET LOCAL session_replication_role = 'replica'");
      for (const statement of statements) await client.query(statement, [organization]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  };
  const at = (sequence: number) => `organization_id = $1 AND sequence = ${sequence}`;
  const set = (change: string, sequence: number) =>
    `UPDATE token_audit_log SET ${change} WHERE ${at(sequence)}`;

  it.each([
    ['an edited reason', [set("reason = 'other'", 3)], 3],
    ['an edited actor', [set("actor_name = 'someone.else@acme.test'", 2)], 2],
    ['an edited value deep inside', [set(`after = '{"balance": 7, "nested": {"z": 1}}'`, 4)], 4],
    ['an edited instant, by a microsecond', [set("at = at + interval '1 microsecond'", 2)], 2],
    ['an edited hash', [set("hash = decode(repeat('ab', 32), 'hex')", 5)], 5],
    [
      'two records swapped',
      [set('sequence = 99', 2), set('sequence = 2', 3), set('sequence = 3', 99)],
      2,
    ],
    ['a record deleted', [`DELETE FROM token_audit_log WHERE ${at(3)}`], 3],
    ['the first record deleted', [`DELETE FROM token_audit_log WHERE ${at(1)}`], 1],
    ['the last record deleted', [`DELETE FROM token_audit_log WHERE ${at(5)}`], 5],
    ['all records deleted', ['DELETE FROM token_audit_log WHERE organization_id = $1'], 1],
    ['the head deleted', ['DELETE FROM audit_heads WHERE organization_id = $1'], 1],
    ['the head moved back', [`UPDATE audit_heads SET sequence = 4 WHERE organization_id = $1`], 5],
  ])('names the first bad record: %s', async (_name, statements, sequence) => {
    await records(5);
    await tamper(...statements);
    const verdict = await verify();
    expect(verdict).toMatchObject({ valid: false, firstBroken: { sequence } });
  });

  it('names the id of the record that was edited', async () => {
    await records(2);
    const { data } = await page();
    await tamper(set("ip = '192.0.2.1'", 2));
    expect(await verify()).toMatchObject({ firstBroken: { id: data[0]?.id } });
  });

  it('finds the break behind the first page of a long chain', async () => {
    await t.unitOfWork.run(organization, async (tx) => {
      for (let index = 0; index < 620; index += 1) await append(tx);
    });
    expect(await verify()).toMatchObject({ valid: true, entries: 620 });
    await tamper(set("action = 'wallet.other'", 610));
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { sequence: 610 } });
  });

  /** Writes the whole chain anew, head and all, with record 2 changed: every link fits again. */
  const rewrite = async () => {
    const { data } = await page();
    let previousHash = '0'.repeat(64);
    for (const record of data.reverse()) {
      const reason = record.sequence === 2 ? 'rewritten' : record.reason;
      const hash = linkOf({ ...record, reason, previousHash });
      await tamper(
        set(
          `reason = '${reason}', previous_hash = decode('${previousHash}', 'hex'),
           hash = decode('${hash}', 'hex')`,
          record.sequence,
        ),
      );
      previousHash = hash;
    }
    await tamper(
      `UPDATE audit_heads SET hash = decode('${previousHash}', 'hex') WHERE organization_id = $1`,
    );
  };

  it('is covered by signed anchors, which catch a chain rewritten as a whole', async () => {
    await records(3);
    const run = await t.get(AuditCron).anchorAudit();
    expect(run).toMatchObject({ errors: 0 });
    const anchoredAt = t.clock.now().toISOString();
    await records(1);
    expect(await verify()).toEqual({ valid: true, entries: 4, anchoredUntil: anchoredAt });
    await rewrite();
    expect(await verify()).toMatchObject({
      valid: false,
      firstBroken: { sequence: 3, detail: expect.stringContaining('anchored') },
    });
  });

  it('is anchored together with all others, once however many do it at the same time', async () => {
    const others = [organization, await anOrganization(t), await anOrganization(t)];
    for (const other of others) await t.unitOfWork.run(other, (tx) => append(tx));
    const cron = t.get(AuditCron);
    const runs = await Promise.all([cron.anchorAudit(), cron.anchorAudit(), cron.anchorAudit()]);
    expect(runs.map(({ errors, firstError }) => [errors, firstError])).toEqual(
      Array(3).fill([0, null]),
    );
    const { rows } = await database.superuser.query<{ anchors: number }>(
      `SELECT count(*)::int AS anchors FROM audit_anchors WHERE organization_id = ANY ($1)
        GROUP BY organization_id`,
      [others],
    );
    expect(rows).toEqual(Array(3).fill({ anchors: 1 }));
    expect(await cron.anchorAudit()).toMatchObject({ items: 0 });
    expect(await verify()).toMatchObject({ valid: true, entries: 1 });
  });

  it('shows a rewritten chain without anchors as valid: this is what anchors are for', async () => {
    await records(3);
    await rewrite();
    expect(await verify()).toMatchObject({ valid: true, anchoredUntil: null });
  });

  it('catches anchors that were forged to fit, and records cut off together with the head', async () => {
    await records(3);
    await anchor();
    await rewrite();
    const { data } = await page();
    await tamper(
      `UPDATE audit_anchors SET hash = decode('${data[0]?.hash}', 'hex') WHERE organization_id = $1`,
    );
    expect(await verify()).toMatchObject({
      firstBroken: { sequence: 3, detail: expect.stringContaining('signature') },
    });

    organization = await anOrganization(t);
    await records(3);
    await anchor();
    const shorter = (await page()).data[1]!;
    await tamper(
      `DELETE FROM token_audit_log WHERE ${at(3)}`,
      `UPDATE audit_heads SET sequence = 2, record_id = '${shorter.id}',
         hash = decode('${shorter.hash}', 'hex') WHERE organization_id = $1`,
    );
    expect(await verify()).toMatchObject({
      valid: false,
      firstBroken: { sequence: 3, detail: expect.stringContaining('anchored') },
    });
  });

  it('anchors each chain once per end, and survives a change of the key', async () => {
    await records(2);
    await anchor();
    await anchor();
    const count = async () =>
      (
        await database.superuser.query('SELECT FROM audit_anchors WHERE organization_id = $1', [
          organization,
        ])
      ).rowCount;
    expect(await count()).toBe(1);
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const config = { JWT_PRIVATE_KEY: privateKey };
    const rotated = await testModule({ imports: [AuditModule], database, config });
    try {
      await expect(rotated.get(AuditVerifier).verify(organization)).resolves.toEqual({
        valid: true,
        entries: 2,
        anchoredUntil: null,
      });
      await records(1);
      const now = t.clock.now();
      await rotated.unitOfWork.run(organization, (tx) => rotated.get(AuditAnchors).anchor(tx, now));
      await expect(rotated.get(AuditVerifier).verify(organization)).resolves.toMatchObject({
        valid: true,
        anchoredUntil: now.toISOString(),
      });
    } finally {
      await rotated.close();
    }
  });

  it('is filtered by actor, action and time, in pages', async () => {
    const key: Actor = { ...ACTOR, type: 'api_key', id: organization, name: 'ci' };
    await records(2);
    const from = t.clock.advance({ minutes: 1 });
    await t.unitOfWork.run(organization, async (tx) => {
      await append(tx, { action: 'member.added', actor: key });
      await append(tx, { action: 'wallet.suspended' });
    });
    const found = async (filter: object) =>
      (await page(filter)).data.map(({ sequence }) => sequence);
    expect(await found({ actor: organization })).toEqual([3]);
    expect(await found({ actor: 'ci' })).toEqual([3]);
    expect(await found({ action: 'wallet.adjusted' })).toEqual([2, 1]);
    expect(await found({ action: 'wallet.*' })).toEqual([4, 2, 1]);
    expect(await found({ from })).toEqual([4, 3]);
    expect(await found({ to: from })).toEqual([2, 1]);
    const first = await page({}, 3);
    const cursor = first.nextCursor ?? '';
    const second = await t.get(AuditLog).page(organization, {}, { limit: 3, cursor });
    expect([...first.data, ...second.data].map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    expect(second.nextCursor).toBeNull();
  });

  it('exports lines that verify without the database', async () => {
    await records(3);
    const exported = t.get(AuditLog).all(organization, {});
    async function* lines() {
      for await (const record of exported) yield JSON.stringify(record);
    }
    await expect(verifyExport(lines())).resolves.toMatchObject({ entries: 3, firstBroken: null });
  });

  it('counts actions and refused accesses for reports', async () => {
    await records(2);
    const from = t.clock.now();
    t.clock.advance({ hours: 1 });
    await t.unitOfWork.run(organization, (tx) => append(tx, { action: 'member.added' }));
    const trail = t.get(AuditTrail);
    const at = t.clock.now();
    for (const route of ['GET /a', 'GET /b', 'GET /a']) {
      await trail.countFailedAccess(organization, 'user:x', route, at);
    }
    const to = t.clock.advance({ hours: 1 });
    const report = await t.unitOfWork.read(organization, async (tx) => ({
      actions: await trail.countByAction(tx, from, to),
      failures: await trail.failedAccess(tx, from, to),
      later: await trail.failedAccess(tx, to, t.clock.advance({ days: 1 })),
    }));
    expect(report).toEqual({
      actions: [
        { action: 'member.added', count: 1 },
        { action: 'wallet.adjusted', count: 1 },
      ],
      failures: [
        { principal: 'user:x', route: 'GET /a', count: 2, lastAt: at },
        { principal: 'user:x', route: 'GET /b', count: 1, lastAt: at },
      ],
      later: [],
    });
  });

  it('never fails a request because a refusal cannot be counted', async () => {
    const unknown = '01890000-0000-7000-8000-000000000000';
    await expect(
      t.get(AuditTrail).countFailedAccess(unknown, 'user:x', 'GET /', t.clock.now()),
    ).resolves.toBeUndefined();
  });

  it('keeps organizations apart', async () => {
    await records(2);
    const other = await anOrganization(t);
    await expect(t.get(AuditVerifier).verify(other)).resolves.toMatchObject({ entries: 0 });
    const { data } = await t.get(AuditLog).page(other, {}, { limit: 5 });
    expect(data).toEqual([]);
  });
});
