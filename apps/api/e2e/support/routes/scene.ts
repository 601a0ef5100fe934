import type { CreatedApiKeyView, Permission } from '@purser/contracts';
import { Members, Users } from '@purser/identity';
import { EventRelay, systemActor } from '@purser/platform';
import type { HttpClient } from '../http-client.js';
import type { Purser } from '../purser.js';

const ALL_SCOPES: readonly Permission[] = [
  'tokens.view',
  'tokens.purchase',
  'tokens.configure',
  'tokens.consume',
  'organization.admin',
];

/** Ids of things that exist and belong to Acme (the package: to everybody). */
export interface Scene {
  readonly purchase: string;
  readonly invoice: string;
  readonly paymentMethod: string;
  readonly subscription: string;
  readonly policy: string;
  readonly adjustment: string;
  /** Waits for a second person. */
  readonly refund: string;
  readonly notification: string;
  readonly delivery: string;
  readonly threshold: string;
  readonly webhookEndpoint: string;
  readonly reconciliationCase: string;
  readonly webhookDelivery: string;
  readonly lotId: string;
  readonly entryId: string;
  readonly holdId: string;
  readonly refusal: string;
  readonly memberUserId: string;
  readonly keyId: string;
  readonly priceId: string;
  readonly packageId: string;
}

/** An auto top-up policy that never finds a reason to buy. */
export const aPolicy = ({ packageId }: { readonly packageId: string }) => ({
  trigger: { kind: 'threshold', below: 1 },
  packageId,
  monthlyLimit: { amount: 100_000, currency: 'USD' },
  paymentMethodId: 'pm_card_visa',
});

/** Where nobody listens: a webhook that is sent there reaches nobody. */
export const UNREACHABLE = 'http://127.0.0.1:9/';

/** Who calls. */
export interface People {
  readonly admin: HttpClient;
  readonly viewer: HttpClient;
  /** A member of Acme who holds `tokens.consume` and nothing else. */
  readonly spender: HttpClient;
  /** A key of Acme with every scope. */
  readonly key: HttpClient;
  readonly globexAdmin: HttpClient;
  /** A key of Globex with every scope. */
  readonly globexKey: HttpClient;
  readonly support: HttpClient;
  readonly lead: HttpClient;
  readonly root: HttpClient;
}

/** Signs everybody in. */
export async function aCast(purser: Purser): Promise<People> {
  const { Acme, Globex } = purser.demo.organizations;
  const [admin, viewer, globexAdmin, support, lead, root] = await Promise.all(
    [
      'admin@acme.test',
      'viewer@acme.test',
      'admin@globex.test',
      'support@purser.test',
      'lead@purser.test',
      'root@purser.test',
    ].map((email) => purser.http.signIn(email)),
  );
  if (!admin || !viewer || !globexAdmin || !support || !lead || !root) throw new Error('nobody');
  const { id } = await purser.app.get(Users, { strict: false }).create({
    email: 'spender@acme.test',
    name: 'Spender',
    password: purser.config.PURSER_DEMO_PASSWORD,
    platformPermissions: [],
  });
  const members = purser.app.get(Members, { strict: false });
  await members.add(Acme, id, ['tokens.consume'], systemActor('test'));
  return {
    admin,
    viewer,
    globexAdmin,
    support,
    lead,
    root,
    spender: await purser.http.signIn('spender@acme.test'),
    key: purser.http.as((await anApiKey(admin, Acme, 'everything')).secret),
    globexKey: purser.http.as((await anApiKey(globexAdmin, Globex, 'everything')).secret),
  };
}

/** Makes one of each thing that a route can be asked about. */
export async function aScene(purser: Purser, people: People): Promise<Scene> {
  const { Acme } = purser.demo.organizations;
  const { admin, support, root } = people;
  const wallet = `/api/tokens/wallet/${Acme}`;
  const debit = { amount: 5, reference: 'scene-debit' };
  const hold = { amount: 5, ttlSeconds: 86_400, reference: 'scene-hold' };
  const gift = { amount: 200_000, reasonCode: 'goodwill', reason: 'Waits for a second person' };
  const guest = { email: 'scene@acme.test', permissions: ['tokens.view'] };
  await purser.app.get(EventRelay, { strict: false }).drain();
  const packageId = await first(admin, `/api/tokens/packages?organizationId=${Acme}`, 'id');
  const yearly = { packageId, interval: 'year', paymentMethodId: 'pm_card_visa' };
  const price = { packageId, currency: 'USD', amount: 4_500 };
  const endpoints = `/api/organizations/${Acme}/webhook-endpoints`;
  const webhookEndpoint = await made(admin, endpoints, { url: UNREACHABLE }, 'id');
  return {
    packageId,
    purchase: await made(admin, '/api/tokens/purchase', { customTokens: 20_000 }, 'referenceId'),
    invoice: await first(admin, '/api/tokens/invoices', 'id'),
    paymentMethod: await first(admin, '/api/tokens/payment-methods', 'id'),
    subscription: await made(admin, '/api/tokens/subscription', yearly, 'id'),
    policy: await made(admin, '/api/tokens/auto-topup', aPolicy({ packageId }), 'id'),
    notification: await first(admin, '/api/tokens/notifications', 'id'),
    delivery: await first(admin, '/api/tokens/notifications/deliveries?channel=email', 'id'),
    threshold: await made(
      admin,
      '/api/tokens/notifications/thresholds',
      { kind: 'tokens', value: 1 },
      'id',
    ),
    webhookEndpoint,
    reconciliationCase: await anOpenCase(purser, Acme),
    webhookDelivery: await made(admin, `${endpoints}/${webhookEndpoint}/test`, {}, 'id'),
    lotId: await first(admin, `${wallet}/lots`, 'id'),
    entryId: await made(admin, `${wallet}/debits`, debit, 'entryId'),
    holdId: await made(admin, `${wallet}/holds`, hold, 'id'),
    refusal: await made(
      admin,
      `${wallet}/debits`,
      { amount: 1e12, reference: 'scene-refused' },
      'requestId',
    ),
    adjustment: await made(support, `${wallet}/adjustments`, gift, 'id'),
    refund: await aWaitingRefund(admin, support),
    memberUserId: await made(admin, `/api/organizations/${Acme}/members`, guest, 'userId'),
    keyId: (await anApiKey(admin, Acme, 'scene')).id,
    priceId: await made(root, `/api/organizations/${Acme}/prices`, price, 'id'),
  };
}

/** A difference that somebody has to look at. */
async function anOpenCase(purser: Purser, organizationId: string): Promise<string> {
  const { rows } = await purser.database.superuser.query<{ id: string }>(
    `INSERT INTO reconciliation_cases
       (organization_id, id, kind, subject_type, subject_id, detail, opened_at)
     VALUES ($1, uuidv7(), 'late-payment', 'purchase', 'scene', 'Opened for a test', now())
     RETURNING id`,
    [organizationId],
  );
  return rows[0]?.id ?? '';
}

/** A refund above the approval limit. */
async function aWaitingRefund(admin: HttpClient, support: HttpClient): Promise<string> {
  const order = { customTokens: 200_000 };
  const bought = await made(admin, '/api/tokens/purchase', order, 'referenceId');
  const path = `/api/tokens/purchase/${bought}`;
  await made(admin, `${path}/execute`, { paymentMethodId: 'pm_card_visa' }, 'completedAt');
  return made(support, `${path}/refunds`, {}, 'id');
}

/** A key with every scope of an administrator. */
export async function anApiKey(
  admin: HttpClient,
  organizationId: string,
  name: string,
): Promise<CreatedApiKeyView> {
  const path = `/api/organizations/${organizationId}/api-keys`;
  const created = await admin.post<CreatedApiKeyView>(path, { name, scopes: ALL_SCOPES });
  if (created.status !== 201) throw new Error(created.text);
  return created.body;
}

async function made(
  client: HttpClient,
  path: string,
  body: object,
  member: string,
): Promise<string> {
  const answer = await client.post(path, body);
  return textOf(answer.body[member], answer.text);
}

async function first(client: HttpClient, path: string, member: string): Promise<string> {
  const { body, text } = await client.get<{ data?: Record<string, unknown>[] }>(path);
  return textOf(body.data?.[0]?.[member], text);
}

function textOf(value: unknown, answer: string): string {
  if (typeof value !== 'string') throw new Error(`The scene lacks something: ${answer}`);
  return value;
}
