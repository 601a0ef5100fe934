import { startPurser } from './support/purser.js';
import { DEMO_PEOPLE } from '../src/demo/demo-people.js';
describe('who may do what', () => {
    let purser;
    let acme;
    let viewer;
    let stranger;
    let admin;
    beforeAll(async () => {
        purser = await startPurser();
        acme = purser.demo.organizations.Acme;
        viewer = await purser.http.signIn('viewer@acme.test');
        stranger = await purser.http.signIn('admin@globex.test');
        admin = await purser.http.signIn('admin@acme.test');
    });
    afterAll(() => purser.close());
    it.each(DEMO_PEOPLE.map(({ email }) => email))('lets %s sign in', async (email) => {
        const person = await purser.http.signIn(email);
        const me = await person.get('/api/auth/me');
        expect([me.status, me.body.email]).toEqual([200, email]);
    });
    it('refuses the viewer the purchase with 403, before looking at the body', async () => {
        const refused = await viewer.post('/api/tokens/purchase', {
            organizationId: acme,
            nonsense: 1,
        });
        expect([refused.status, refused.body]).toEqual([
            403,
            expect.objectContaining({
                type: '/problems/not-permitted',
                permission: 'tokens.purchase',
            }),
        ]);
    });
    it('hides everything of Acme from Globex', async () => {
        const wallet = `/api/tokens/wallet/${acme}`;
        const reads = [
            wallet,
            `${wallet}/balance`,
            `${wallet}/history`,
            `${wallet}/lots`,
            `${wallet}/refusals`,
            `/api/tokens/packages?organizationId=${acme}`,
            `/api/tokens/purchase?organizationId=${acme}`,
            `/api/tokens/invoices?organizationId=${acme}`,
            `/api/tokens/payment-methods?organizationId=${acme}`,
            `/api/tokens/audit/${acme}`,
            `/api/tokens/audit/${acme}/verify`,
            `/api/tokens/audit/${acme}/report`,
            `/api/organizations/${acme}`,
            `/api/organizations/${acme}/members`,
            `/api/organizations/${acme}/api-keys`,
            `/api/tokens/purchase/${purser.demo.samplePurchase}`,
        ];
        const statuses = await Promise.all(reads.map(async (path) => [path, (await stranger.get(path)).status]));
        expect(statuses).toEqual(reads.map((path) => [path, 404]));
        const write = await stranger.post('/api/tokens/purchase', { organizationId: acme });
        expect(write.status).toBe(404);
        const own = await Promise.all(reads.map(async (path) => [path, (await admin.get(path)).status]));
        expect(own).toEqual(reads.map((path) => [path, 200]));
    });
    it('answers 401 without a token, with a malformed one and with one of another key', async () => {
        const path = `/api/tokens/wallet/${acme}/balance`;
        const forged = 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJ4IiwiaXNzIjoicHVyc2VyIiwiYXVkIjoicHVyc2VyLWFwaSJ9.';
        for (const token of [null, 'nonsense', forged, 'pk_test_1234']) {
            const answer = await purser.http.as(token).get(path);
            expect([answer.status, answer.body['type']]).toEqual([401, '/problems/not-authenticated']);
        }
    });
    it('answers 400 with a pointer for an unknown body field', async () => {
        const answer = await admin.post('/api/tokens/purchase', {
            organizationId: acme,
            customTokens: 1_000,
            price: 1,
        });
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({
            type: '/problems/invalid-request',
            errors: [{ pointer: '/price' }],
        });
    });
    it.each([
        ['a string', '1000'],
        ['a fraction', 1000.5],
        ['a negative number', -1],
        ['beyond 2^53-1', 2 ** 53],
        ['null', null],
    ])('answers 400 for %s as tokens', async (_, customTokens) => {
        const answer = await admin.post('/api/tokens/purchase', { organizationId: acme, customTokens });
        expect(answer.status).toBe(400);
    });
    it('answers 400 without Idempotency-Key and for malformed JSON', async () => {
        const body = { organizationId: acme, customTokens: 1_000 };
        const keyless = await admin.post('/api/tokens/purchase', body, { key: null });
        expect(keyless.body).toMatchObject({ type: '/problems/idempotency-key-required', status: 400 });
        const broken = await admin.post('/api/auth/login', '{"email":');
        expect(broken.body).toMatchObject({ type: '/problems/malformed-json', status: 400 });
    });
    it('answers unknown paths with a problem', async () => {
        const answer = await admin.get('/api/nothing/here');
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(answer.body).toMatchObject({ type: '/problems/not-found', status: 404 });
    });
});
//# sourceMappingURL=access.e2e-spec.js.map