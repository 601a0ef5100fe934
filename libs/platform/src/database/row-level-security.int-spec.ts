import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { Outbox } from '../outbox/outbox.js';

class Greeted {
  static readonly eventName = 'test.greeted';
  constructor(
    readonly organizationId: string,
    readonly words: string,
  ) {}
}

describe('row-level security', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let acme: string;
  let globex: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ database });
    acme = await anOrganization(t);
    globex = await anOrganization(t);
    for (const organizationId of [acme, globex]) {
      await t.unitOfWork.run(organizationId, (tx) =>
        t.get(Outbox).append(tx, new Greeted(organizationId, 'hello')),
      );
    }
  });

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  it('shows no row to a connection that named no organization', async () => {
    const rows: unknown[] = await t.dataSource.query('SELECT * FROM outbox');
    expect(rows).toEqual([]);
    expect((await t.superuser.query('SELECT FROM outbox')).rowCount).toBe(2);
  });

  it("shows an organization its own rows and none of another's", async () => {
    const rows = await t.unitOfWork.run(acme, (tx) =>
      tx.query<{ organization_id: string }[]>('SELECT organization_id FROM outbox'),
    );
    expect(rows).toEqual([{ organization_id: acme }]);
  });
});
