import type { CreatedApiKeyView, PurchaseView, SignedInView } from '@purser/contracts';
import { RecoveryTokens } from '@purser/purchases';
import { v7 } from 'uuid';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

const CARD_NUMBER = '4242424242424242';
const SENT_PASSWORD = 'Tr0ubadour & 3 horses';

/** What was written to the process's output while `work` ran. */
async function outputOf(work: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams) {
    stream.write = ((chunk: string | Uint8Array) => {
      lines.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      return true;
    }) as typeof stream.write;
  }
  try {
    await work();
  } finally {
    for (const [index, stream] of streams.entries()) {
      const write = writes[index];
      if (write) stream.write = write;
    }
  }
  return lines.join('');
}

describe('the log of a busy day, at level debug', () => {
  const secrets = new Map<string, string>();
  let purser: Purser;
  let log: string;

  const keep = (what: string, secret: string | undefined) => {
    if (!secret) throw new Error(`there is no ${what}`);
    secrets.set(what, secret);
  };

  beforeAll(async () => {
    log = await outputOf(async () => {
      purser = await startPurser({ config: { LOG_LEVEL: 'debug' } });
      keep('signing key', purser.config.JWT_PRIVATE_KEY.split('\n')[1]);
      keep('webhook secret', purser.stripe.webhookSecret);
      keep('demo password', purser.config.PURSER_DEMO_PASSWORD);
      for (const [role, url] of [
        ['purser_app', purser.config.DATABASE_URL],
        ['purser_jobs', purser.config.DATABASE_JOBS_URL],
      ] as const) {
        keep(`database password of ${role}`, new URL(url).password);
      }
      const admin = await signsIn();
      await usesKeys(admin);
      await buys(admin);
      await paysByLink();
      await failsInEveryWay(admin);
      await purser.close();
    });
  }, 180_000);

  async function signsIn(): Promise<HttpClient> {
    const credentials = { email: 'admin@acme.test', password: 'purser-demo' };
    const answer = await purser.http.post<SignedInView>('/api/auth/login', credentials);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    keep('access token', answer.body.accessToken);
    keep('refresh token', cookie.split('=')[1]);
    await purser.http.send('POST', '/api/auth/refresh', undefined, { cookie });
    await purser.http.post('/api/auth/login', { ...credentials, password: SENT_PASSWORD });
    await purser.http.post('/api/auth/password/forgot', { email: credentials.email });
    const reset = { token: 'reset-token-4711', password: SENT_PASSWORD };
    await purser.http.post('/api/auth/password/reset', reset);
    keep('password that was tried', SENT_PASSWORD);
    keep('reset token that was tried', reset.token);
    return purser.http.as(answer.body.accessToken);
  }

  async function usesKeys(admin: HttpClient): Promise<void> {
    const { Acme } = purser.demo.organizations;
    const path = `/api/organizations/${Acme}/api-keys`;
    const key = { name: 'logged', scopes: ['tokens.view', 'tokens.consume'] };
    const made = await admin.post<CreatedApiKeyView>(path, key);
    keep('API key', made.body.secret);
    const program = purser.http.as(made.body.secret);
    await program.post(`/api/tokens/wallet/${Acme}/debits`, { amount: 1, reference: 'logged' });
    await program.get(`/api/tokens/wallet/${Acme}/balance?token=${made.body.secret}`);
    await admin.delete(`${path}/${made.body.id}`);
    await program.get(`/api/tokens/wallet/${Acme}/balance`);
  }

  async function buys(admin: HttpClient): Promise<void> {
    for (const card of [
      'pm_card_visa',
      'pm_card_chargeDeclined',
      'pm_card_authenticationRequired',
    ]) {
      const ordered = await admin.post<PurchaseView>('/api/tokens/purchase', {
        customTokens: 20_000,
      });
      const path = `/api/tokens/purchase/${ordered.body.referenceId}/execute`;
      const paid = await admin.post<PurchaseView>(path, { paymentMethodId: card });
      if (paid.body.clientSecret) keep('client secret', paid.body.clientSecret);
    }
    const number = { customTokens: 20_000, paymentMethodId: CARD_NUMBER };
    await admin.post('/api/tokens/purchase', number);
    await admin.post('/api/tokens/payment-methods', { paymentMethodId: CARD_NUMBER });
    keep('card number', CARD_NUMBER);
  }

  /** A link to pay by is a secret in the path itself. */
  async function paysByLink(): Promise<void> {
    const token = purser.app.get(RecoveryTokens, { strict: false }).sign({
      organizationId: purser.demo.organizations.Acme,
      linkId: v7(),
    });
    keep('recovery link', token);
    const path = `/api/tokens/purchase/recovery/${token}`;
    for (const answer of [
      await purser.http.get(path),
      await purser.http.post(`${path}/complete`, {}),
      await purser.http.post(`${path}/complete`, `{"paymentMethodId":"`),
      await purser.http.get(`${path}x`),
      await purser.http.get(`/pay/${token}`),
    ]) {
      if (answer.status < 400) throw new Error(`that was to be refused: ${answer.text}`);
    }
    const { superuser } = purser.database;
    await superuser.query('ALTER TABLE purchase_recovery_links RENAME TO links_away');
    const failed = await purser.http.get(path);
    await superuser.query('ALTER TABLE links_away RENAME TO purchase_recovery_links');
    if (failed.status !== 500) throw new Error(`that was to fail: ${failed.text}`);
  }

  /** Refusals, an error of ours and a signature that is wrong, each with a secret in it. */
  async function failsInEveryWay(admin: HttpClient): Promise<void> {
    const marked = `secret-${v7()}`;
    keep('marked text', marked);
    await purser.http.as(marked).get('/api/auth/me');
    await admin.post('/api/tokens/purchase', `{"password":"${marked}"`);
    await admin.post('/api/tokens/purchase', { [marked]: marked });
    await admin.post('/api/tokens/purchase', {}, { key: `${marked} with a blank` });
    await purser.http.send('POST', '/api/webhooks/stripe', '{}', {
      'stripe-signature': `t=1,v1=${marked}`,
    });
    const { superuser } = purser.database;
    await superuser.query('ALTER TABLE users RENAME TO users_away');
    const failed = await purser.http.post('/api/auth/login', {
      email: `${marked}@acme.test`,
      password: marked,
    });
    await superuser.query('ALTER TABLE users_away RENAME TO users');
    if (failed.status !== 500) throw new Error(`that was to fail: ${failed.text}`);
  }

  it('is written: requests with their route and status, and the error of ours with its stack', () => {
    expect(log).toContain('"route":"/api/tokens/purchase/:referenceId/execute"');
    expect(log).toContain('/problems/internal-error');
    expect(log).toMatch(/relation \\"users\\" does not exist/);
  });

  it('holds no secret', () => {
    const found = [...secrets].filter(([, secret]) => log.includes(secret)).map(([what]) => what);
    expect(found).toEqual([]);
    expect([...secrets.keys()]).toEqual(
      expect.arrayContaining(['access token', 'API key', 'client secret', 'card number']),
    );
  });

  it('holds nothing that looks like a token or a key', () => {
    expect(log).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/);
    expect(log).not.toMatch(/pk_(test|live)_\w{10}_\w+/);
    expect(log).not.toMatch(/_secret_\w+/);
    expect(log).not.toMatch(/whsec_|Bearer |argon2/);
  });

  it('would show a secret if one were written', async () => {
    const written = await outputOf(async () => {
      process.stdout.write('{"msg":"access token eyJ"}\n');
    });
    expect(written).toContain('eyJ');
  });
});
