import { createTestDatabase, freePort } from '@purser/testing';
import { startStripeSandbox } from '../../../stripe-sandbox/src/index.js';
import { seedDemo } from '../../src/demo/seed-demo.js';
import { createHttpApp } from '../../src/http/http-app.js';
import { HttpClient } from './http-client.js';
/** Starts one; `days` is how much history the demo gets. */
export async function startPurser(options = {}) {
    const database = await createTestDatabase();
    const port = await freePort();
    const stripe = await startStripeSandbox({
        port: 0,
        webhook: { url: `http://127.0.0.1:${port}/api/webhooks/stripe` },
    });
    const config = {
        ...database.config,
        PORT: port,
        HOST: '127.0.0.1',
        PURSER_ROLE: 'all',
        STRIPE_API_URL: stripe.url,
        STRIPE_WEBHOOK_SECRETS: [stripe.webhookSecret],
        ...options.config,
    };
    const demo = await seedDemo(config, { days: options.days ?? 3 });
    const app = await createHttpApp(config, {});
    await app.listen(port, '127.0.0.1');
    return {
        config,
        database,
        stripe,
        demo,
        app,
        http: new HttpClient(`http://127.0.0.1:${port}`),
        async close() {
            await app.close();
            await stripe.close();
            await database.drop();
        },
    };
}
//# sourceMappingURL=purser.js.map