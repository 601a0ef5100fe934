import { startStripeSandbox, type StripeSandboxOptions } from './index.js';

/** A whole number from the environment; stops the start when it is anything else. */
function numberOf(name: string): number | undefined {
  const value = process.env[name];
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`${name} must be a whole number, it is '${value}'`);
}

function optionsFromEnvironment(): StripeSandboxOptions {
  const {
    STRIPE_SANDBOX_DATA: dataFolder,
    STRIPE_SANDBOX_HOST: host,
    STRIPE_SANDBOX_PUBLIC_URL: publicUrl,
    STRIPE_SANDBOX_WEBHOOK_SECRET: secret,
    STRIPE_SANDBOX_WEBHOOK_URL: webhookUrl,
  } = process.env;
  const port = numberOf('STRIPE_SANDBOX_PORT') ?? numberOf('PORT');
  const asyncDelayMs = numberOf('STRIPE_SANDBOX_ASYNC_DELAY_MS');
  const retryBaseMs = numberOf('STRIPE_SANDBOX_WEBHOOK_RETRY_MS');
  return {
    ...(port !== undefined && { port }),
    ...(host && { host }),
    ...(dataFolder && { dataFolder }),
    ...(publicUrl && { publicUrl }),
    ...(asyncDelayMs !== undefined && { asyncDelayMs }),
    ...(retryBaseMs !== undefined && { webhookDelivery: { retryBaseMs } }),
    ...(webhookUrl && { webhook: { url: webhookUrl, ...(secret && { secret }) } }),
  };
}

const sandbox = await startStripeSandbox(optionsFromEnvironment());
console.log(`Stripe sandbox at ${sandbox.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
