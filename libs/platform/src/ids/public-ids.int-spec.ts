import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { newId } from './new-id.js';
import { PublicIds } from './public-ids.js';

describe('PublicIds', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let acme: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ database });
    acme = await anOrganization(t);
  });

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  it('finds the organization of an id by its kind only', async () => {
    const ids = t.get(PublicIds);
    const id = newId(t.clock.now());
    await ids.register(id, acme, 'purchase');
    expect(await ids.organizationOf(id, 'purchase')).toBe(acme);
    expect(await ids.organizationOf(id, 'invoice')).toBeNull();
    expect(await ids.organizationOf(newId(t.clock.now()), 'purchase')).toBeNull();
  });

  it('keeps the first organization when an id is registered again', async () => {
    const ids = t.get(PublicIds);
    const id = newId(t.clock.now());
    await ids.register(id, acme, 'purchase');
    await ids.register(id, await anOrganization(t), 'purchase');
    expect(await ids.organizationOf(id, 'purchase')).toBe(acme);
  });
});
