import type { LookupAddress } from 'node:dns';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { aWebhookReceiver, type WebhookReceiver } from '../../../testing/a-webhook-receiver.js';
import {
  anEndpoint,
  aPurchaseIsTold,
  deliverWebhooks,
  deliveriesTo,
} from '../../../testing/webhooks-fixture.js';
import { WebhooksModule } from '../webhooks.module.js';
import { AddressGuard, AddressRefused, NameResolver } from './address-guard.js';

/** Names that mean what a test says, asked anew each time. */
class ScriptedNames extends NameResolver {
  asked = 0;
  answers: string[][] = [];
  override resolve(): Promise<LookupAddress[]> {
    const answer = this.answers[Math.min(this.asked, this.answers.length - 1)] ?? [];
    this.asked += 1;
    return Promise.resolve(answer.map((address) => ({ address, family: 4 })));
  }
}

let database: TestDatabase;
let receiver: WebhookReceiver;
let names: ScriptedNames;
let t: RunningModule;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await aWebhookReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.drop();
});

async function start(setting: 'allow' | 'refuse'): Promise<void> {
  names = new ScriptedNames();
  t = await testModule({
    imports: [WebhooksModule],
    database,
    config: { WEBHOOK_PRIVATE_ADDRESSES: setting },
    overrides: [{ provide: NameResolver, useValue: names }],
  });
  acme = await anOrganization(t);
}
afterEach(async () => {
  await t.superuser.query('TRUNCATE webhook_attempts, webhook_deliveries');
  await t.close();
});

/** Makes an endpoint, then gives it an address that creating one would have refused. */
async function sentTo(url: string): Promise<string | null | undefined> {
  const endpoint = await anEndpoint(t, acme, 'https://example.test/');
  await t.superuser.query('UPDATE webhook_endpoints SET url = $2 WHERE id = $1', [
    endpoint.id,
    url,
  ]);
  await aPurchaseIsTold(t, acme);
  await deliverWebhooks(t);
  const [delivery] = await deliveriesTo(t, endpoint);
  return delivery?.lastError;
}

describe('the guard, when a connection is made', () => {
  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '[::1]', '0.0.0.0', '2130706433'])(
    'keeps webhooks away from %s',
    async (host) => {
      await start('refuse');
      const before = receiver.connections;
      expect(await sentTo(`http://${host}:${receiver.port}/`)).toMatch(/is not a public address$/);
      expect(receiver.connections).toBe(before);
    },
  );

  it('keeps them away from the metadata of a cloud', async () => {
    await start('refuse');
    expect(await sentTo('http://169.254.169.254/latest/meta-data/')).toBe(
      '169.254.169.254 is not a public address',
    );
  });

  it('refuses a name that resolves into the private network', async () => {
    await start('refuse');
    names.answers = [['127.0.0.1']];
    const before = receiver.connections;
    expect(await sentTo(`http://inside.test:${receiver.port}/`)).toBe(
      '127.0.0.1 is not a public address',
    );
    expect(receiver.connections).toBe(before);
  });

  it('connects to what it checked, though the name means something else a moment later', async () => {
    await start('refuse');
    // Another loopback address, where nothing listens, stands for the public one.
    t.get(AddressGuard).check = (address) => {
      if (address !== '127.0.0.2') throw new AddressRefused(address);
    };
    names.answers = [['127.0.0.2'], ['127.0.0.1']];
    const before = receiver.connections;
    expect(await sentTo(`http://rebinding.test:${receiver.port}/`)).toContain('ECONNREFUSED');
    expect(names.asked).toBe(1);
    expect(receiver.connections).toBe(before);
  });

  it('asks for the address once, and connects to that', async () => {
    await start('allow');
    // Asked a second time, the name would lead nowhere.
    names.answers = [['127.0.0.1'], []];
    expect(await sentTo(`http://once.test:${receiver.port}/`)).toBeNull();
    expect(names.asked).toBe(1);
    expect(receiver.received.at(-1)?.headers.host).toBe(`once.test:${receiver.port}`);
  });

  it('does not follow a redirect inside', async () => {
    await start('allow');
    names.answers = [['127.0.0.1'], ['127.0.0.1']];
    receiver.answer({ status: 302, headers: { location: 'http://169.254.169.254/' } });
    expect(await sentTo(`http://once.test:${receiver.port}/`)).toBe(
      'answered 302; redirects are not followed',
    );
  });
});
