import { PasswordLinks, PasswordResetRequested, Users } from '@purser/identity';
import { JobRegistry, newId, Outbox, type JobRun } from '@purser/platform';
import { PurchaseCompleted } from '@purser/purchases';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { aMailServer, type MailServer } from '../../testing/a-mail-server.js';
import { aCompletedPurchase } from '../../testing/a-purchase.js';
import { NotificationsModule } from '../index.js';
import { Deliverer } from './deliverer.service.js';

interface Row {
  id: string;
  status: string;
  attempts: number;
  last_error: string | null;
  next_attempt_at: Date | null;
  sent_at: Date | null;
}

let database: TestDatabase;
let mail: MailServer;
let t: RunningModule;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
  mail = await aMailServer();
  t = await testModule({
    imports: [NotificationsModule],
    database,
    config: { SMTP_URL: mail.url, MAIL_FROM: 'Purser <billing@purser.test>' },
  });
});

afterAll(async () => {
  await t.close();
  await mail.close();
  await database.drop();
});

beforeEach(async () => {
  mail.refuseWith(null);
  mail.received.length = 0;
  acme = await anOrganization(t, { name: 'Acme', billingEmail: 'billing@acme.test' });
});

async function buys(): Promise<void> {
  const purchaseId = await aCompletedPurchase(t, acme);
  const event = new PurchaseCompleted({
    organizationId: acme,
    purchaseId,
    referenceId: purchaseId,
    type: 'package',
    tokens: 10_000,
    bonusTokens: 500,
  });
  await t.unitOfWork.run(acme, (tx) => t.get(Outbox).append(tx, event));
  await t.drainEvents();
}

async function delivery(): Promise<Row> {
  const { rows } = await t.superuser.query<Row>(
    `SELECT id, status, attempts, last_error, next_attempt_at, sent_at
     FROM notification_deliveries WHERE organization_id = $1 AND channel = 'email'`,
    [acme],
  );
  expect(rows).toHaveLength(1);
  return rows[0] as Row;
}

async function attempts() {
  const { rows } = await t.superuser.query<{ outcome: string }>(
    'SELECT outcome FROM delivery_attempts WHERE organization_id = $1 ORDER BY attempt',
    [acme],
  );
  return rows.map(({ outcome }) => outcome);
}

const deliverDue = (): Promise<JobRun> => t.get(JobRegistry).run('deliverDue');

describe('a receipt', () => {
  it('leaves at once, with a text and an HTML part', async () => {
    await buys();
    const [received] = mail.received;
    expect(mail.received).toHaveLength(1);
    expect(received?.from).toBe('billing@purser.test');
    expect(received?.to).toEqual(['billing@acme.test']);
    const row = await delivery();
    expect(received?.raw).toContain(`Message-ID: <${row.id}@purser>`);
    expect(received?.raw).toContain('Subject: Receipt: 10,500 tokens for Acme');
    expect(received?.raw).toContain('Content-Type: multipart/alternative');
    expect(received?.raw).toContain('Content-Type: text/plain; charset=utf-8');
    expect(received?.raw).toContain('Content-Type: text/html; charset=utf-8');
    expect(row).toMatchObject({ status: 'sent', attempts: 1, next_attempt_at: null });
    expect(row.sent_at).toEqual(t.clock.now());
    expect(await attempts()).toEqual(['sent']);
  });

  it('that is refused for a while is tried again when it is due, not before', async () => {
    mail.refuseWith(451);
    await buys();
    const refused = await delivery();
    expect(refused).toMatchObject({ status: 'pending', attempts: 1 });
    expect(refused.last_error).toContain('451');
    mail.refuseWith(null);
    t.clock.advance({ seconds: 59 });
    expect((await deliverDue()).items).toBe(0);
    t.clock.advance({ seconds: 1 });
    expect(await deliverDue()).toMatchObject({ items: 1, errors: 0 });
    expect(await delivery()).toMatchObject({ status: 'sent', attempts: 2, last_error: null });
    expect(await attempts()).toEqual(['failed', 'sent']);
  });

  it('that is refused for good is given up at once', async () => {
    mail.refuseWith(550);
    await buys();
    expect(await delivery()).toMatchObject({ status: 'failed', next_attempt_at: null });
    t.clock.advance({ days: 10 });
    expect((await deliverDue()).items).toBe(0);
    expect(await attempts()).toEqual(['failed']);
  });

  it('that never gets through is given up after ten attempts', async () => {
    mail.refuseWith(451);
    await buys();
    for (let run = 0; run < 12; run += 1) {
      t.clock.advance({ days: 1 });
      await deliverDue();
    }
    expect(await delivery()).toMatchObject({ status: 'failed', attempts: 10 });
    expect(await attempts()).toEqual(Array.from({ length: 10 }, () => 'failed'));
    expect(mail.received).toEqual([]);
  });

  it('is sent once, however many deliverers see it due', async () => {
    mail.refuseWith(451);
    await buys();
    mail.refuseWith(null);
    t.clock.advance({ minutes: 1 });
    const { id } = await delivery();
    const pair = { organizationId: acme, id };
    await Promise.all(Array.from({ length: 6 }, () => t.get(Deliverer).attempt(pair)));
    expect(mail.received).toHaveLength(1);
    expect(await delivery()).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('claimed by a process that died is taken over when its claim runs out', async () => {
    mail.refuseWith(451);
    await buys();
    mail.refuseWith(null);
    t.clock.advance({ minutes: 1 });
    await t.superuser.query(
      `UPDATE notification_deliveries SET claimed_until = $2 WHERE organization_id = $1
       AND channel = 'email'`,
      [acme, new Date(t.clock.now().getTime() + 120_000)],
    );
    expect((await deliverDue()).items).toBe(0);
    t.clock.advance({ minutes: 2 });
    await deliverDue();
    expect(await delivery()).toMatchObject({ status: 'sent' });
  });
});

describe('a password mail', () => {
  async function asks(linkId: string): Promise<void> {
    const event = new PasswordResetRequested(
      acme,
      newId(t.clock.now()),
      'ada@acme.test',
      'Ada',
      linkId,
    );
    await t.unitOfWork.run(acme, (tx) => t.get(Outbox).append(tx, event));
    await t.drainEvents();
  }

  it('carries the link, which stands in no row', async () => {
    const user = await t.get(Users).create({ email: 'ada@acme.test', name: 'Ada', password: null });
    const linkId = await t.get(PasswordLinks).make(user.id, 'reset', 'event');
    const address = await t.get(PasswordLinks).address(linkId);
    await asks(linkId);
    const [received] = mail.received;
    const token = new URL(address ?? '').searchParams.get('token') ?? '';
    expect(received?.to).toEqual(['ada@acme.test']);
    expect(received?.raw.replaceAll('=\r\n', '')).toContain(token);
    const { rows } = await t.superuser.query<{ row: string }>(
      'SELECT d::text AS row FROM notification_deliveries d WHERE organization_id = $1',
      [acme],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(token);
  });

  it('whose link is unknown or used up is not sent', async () => {
    await asks(newId(t.clock.now()));
    expect(mail.received).toEqual([]);
    expect(await delivery()).toMatchObject({
      status: 'failed',
      last_error: 'The link it was to carry is used up or expired',
    });
  });

  it('to staff, who belong to no organization, goes out with the next run', async () => {
    const root = await t
      .get(Users)
      .create({ email: 'root@purser.test', name: 'Root', password: null });
    await t.get(PasswordLinks).make(root.id, 'reset', 'none');
    mail.refuseWith(451);
    const failed = await t.get(JobRegistry).run('mailStaffLinks');
    expect(failed.errors).toBeGreaterThan(0);
    mail.refuseWith(null);
    await t.get(JobRegistry).run('mailStaffLinks');
    const mailed = mail.received.filter(({ to }) => to.includes('root@purser.test'));
    expect(mailed).toHaveLength(1);
    await t.get(JobRegistry).run('mailStaffLinks');
    expect(mail.received.filter(({ to }) => to.includes('root@purser.test'))).toHaveLength(1);
  });
});
