import { startPurser, type Purser } from './support/purser.js';
import type { HttpClient } from './support/http-client.js';

describe('lists as CSV', () => {
  let purser: Purser;
  let admin: HttpClient;
  let root: HttpClient;

  beforeAll(async () => {
    purser = await startPurser({ config: { PURSER_ROLE: 'http' } });
    admin = await purser.http.signIn('admin@acme.test');
    root = await purser.http.signIn('root@purser.test');
    await root.post('/api/jobs/releaseExpiredHolds/run');
  });
  afterAll(() => purser.close());

  const lines = async (client: HttpClient, path: string): Promise<string[]> => {
    const answer = await client.get(path, { headers: { accept: 'text/csv' } });
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      'text/csv; charset=utf-8',
    ]);
    return answer.text.trimEnd().split('\n');
  };

  it('is what every list of an organization answers who asks for it', async () => {
    const acme = purser.demo.organizations.Acme;
    const paths = {
      [`/api/organizations/${acme}/members`]: 'userId,email,name,permissions',
      [`/api/organizations/${acme}/api-keys`]: 'id,name,prefix,scopes',
      [`/api/organizations/${acme}/webhook-endpoints`]: 'id,url,description,types',
      [`/api/organizations/${acme}/webhook-deliveries`]: 'id,createdAt,type,eventId',
      [`/api/tokens/audit/${acme}`]: 'sequence,at,action',
      [`/api/tokens/invoices?organizationId=${acme}`]: 'number,kind,issuedAt',
      [`/api/tokens/notifications?organizationId=${acme}`]: 'id,createdAt,event,severity',
      [`/api/tokens/notifications/deliveries?organizationId=${acme}`]: '',
      [`/api/tokens/packages?organizationId=${acme}`]: 'id,name,description',
      [`/api/tokens/payment-methods?organizationId=${acme}`]: 'id,brand,last4',
      [`/api/tokens/purchase?organizationId=${acme}`]: 'referenceId,createdAt',
      [`/api/tokens/wallet/${acme}/history`]: 'id,at,kind,tokens',
      [`/api/tokens/wallet/${acme}/history?group=day`]: 'date,kind,entries',
      [`/api/tokens/wallet/${acme}/lots`]: 'id,source,label',
      [`/api/tokens/wallet/${acme}/refusals`]: 'minute,reason,count',
    };
    for (const [path, heading] of Object.entries(paths)) {
      expect((await lines(admin, path))[0]).toMatch(new RegExp(`^${heading}`));
    }
  });

  it('is what every list across organizations answers, each row on its line', async () => {
    expect(await lines(root, '/api/organizations?query=acme')).toEqual([
      expect.stringMatching(/^id,name,legalName/),
      expect.stringMatching(/,Acme,Acme Corporation,USD,America\/New_York,/),
    ]);
    expect((await lines(root, '/api/jobs?job=releaseExpiredHolds'))[1]).toContain(
      ',releaseExpiredHolds,',
    );
    expect(await lines(root, '/api/tokens/adjustments?status=pending')).toHaveLength(1);
    for (const list of ['packages', 'custom-prices', 'tax-rates']) {
      const rows = await lines(root, `/api/tokens/catalogue/${list}`);
      expect(rows.length).toBeGreaterThan(1);
    }
  });
});
