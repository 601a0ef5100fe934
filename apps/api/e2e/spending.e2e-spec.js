import { startPurser } from './support/purser.js';
describe('spending tokens over HTTP', () => {
    let purser;
    let program;
    let globex;
    beforeAll(async () => {
        purser = await startPurser();
        globex = purser.demo.organizations.Globex;
        const admin = await purser.http.signIn('admin@globex.test');
        const key = await admin.post(`/api/organizations/${globex}/api-keys`, {
            name: 'spender',
            scopes: ['tokens.view', 'tokens.consume'],
        });
        expect(key.status).toBe(201);
        program = purser.http.as(key.body.secret);
    });
    afterAll(() => purser.close());
    const path = () => `/api/tokens/wallet/${globex}`;
    const balance = async () => (await program.get(`${path()}/balance`)).body;
    it('debits, explains the entry and repeats the answer byte for byte', async () => {
        const before = await balance();
        const body = { amount: 25, reference: 'job-1' };
        const first = await program.post(`${path()}/debits`, body, { key: null });
        const again = await program.post(`${path()}/debits`, body, { key: null });
        expect(first.status).toBe(201);
        expect(again.text).toBe(first.text);
        expect(first.body.availableAfter).toBe(before.available - 25);
        expect((await balance()).available).toBe(before.available - 25);
        const explained = await program.get(`${path()}/history/${first.body.entryId}`);
        expect(explained.body.lots.reduce((sum, lot) => sum + lot.amount, 0)).toBe(25);
        const other = await program.post(`${path()}/debits`, { amount: 26, reference: 'job-1' });
        expect([other.status, other.body['type']]).toEqual([409, '/problems/reference-reused']);
    });
    it('accepts exactly 5,000 of 10,000 one-token debits from 64 parallel callers', async () => {
        const { available } = await balance();
        const surplus = await program.post(`${path()}/debits`, {
            amount: available - 5_000,
            reference: 'down-to-5000',
        });
        expect(surplus.status).toBe(201);
        let next = 0;
        const statuses = new Map();
        const caller = async () => {
            while (next < 10_000) {
                const reference = `race-${(next += 1)}`;
                const { status } = await program.post(`${path()}/debits`, { amount: 1, reference });
                statuses.set(status, (statuses.get(status) ?? 0) + 1);
            }
        };
        await Promise.all(Array.from({ length: 64 }, caller));
        expect(Object.fromEntries(statuses)).toEqual({ 201: 5_000, 402: 5_000 });
        expect(await balance()).toMatchObject({ balance: 0, available: 0, held: 0 });
        const books = await purser.database.superuser.query(`SELECT (SELECT sum(amount) FROM token_balance_history WHERE organization_id = $1) AS entries,
              (SELECT coalesce(sum(remaining), 0) FROM token_lots WHERE organization_id = $1)
              + (SELECT coalesce(open_remaining, 0) FROM organization_token_wallets
                 WHERE organization_id = $1) AS lots`, [globex]);
        expect(books.rows[0]).toEqual({ entries: '0', lots: '0' });
    });
    it('says what is missing when a debit is refused, and changes nothing', async () => {
        const refused = await program.post(`${path()}/debits`, { amount: 7, reference: 'too-much' });
        expect(refused.body).toMatchObject({
            type: '/problems/insufficient-tokens',
            status: 402,
            needed: 7,
            available: 0,
        });
        const refusals = await program.get(`${path()}/refusals`);
        expect(refusals.body.data[0]?.reason).toBe('insufficient-tokens');
    });
    it('answers a batch item by item', async () => {
        const batch = await program.post(`${path()}/debits/batch`, {
            items: [
                { amount: 25, reference: 'job-1' },
                { amount: 1, reference: 'batch-1' },
            ],
        });
        expect(batch.status).toBe(200);
        expect(batch.body.results.map(({ reference, status }) => [reference, status])).toEqual([
            ['job-1', 201],
            ['batch-1', 402],
        ]);
    });
});
//# sourceMappingURL=spending.e2e-spec.js.map