import { readConfig } from './config.js';

const LEAST = {
  DATABASE_URL: 'postgres://purser_app@127.0.0.1/purser',
  DATABASE_JOBS_URL: 'postgres://purser_jobs@127.0.0.1/purser',
  JWT_PRIVATE_KEY: 'key.pem',
};

describe('readConfig', () => {
  it('fills in the defaults', () => {
    expect(readConfig(LEAST)).toMatchObject({
      NODE_ENV: 'development',
      PORT: 3000,
      PURSER_ROLE: 'all',
      STRIPE_WEBHOOK_SECRETS: [],
      sandbox: true,
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ ...LEAST, PORT: '', SMTP_URL: '' })).toMatchObject({ PORT: 3000 });
  });

  it('names every variable that is missing or malformed', () => {
    const read = () => readConfig({ ...LEAST, DATABASE_URL: '', PORT: '70000' });
    expect(read).toThrow(/DATABASE_URL/);
    expect(read).toThrow(/PORT/);
  });

  it('splits lists at commas', () => {
    const config = readConfig({ ...LEAST, STRIPE_WEBHOOK_SECRETS: 'whsec_a, whsec_b,' });
    expect(config.STRIPE_WEBHOOK_SECRETS).toEqual(['whsec_a', 'whsec_b']);
  });

  it.each([
    [{ NODE_ENV: 'production' }, false],
    [{ STRIPE_SECRET_KEY: 'sk_live_1' }, false],
    [{ STRIPE_SECRET_KEY: 'sk_test_1' }, true],
  ])('with %j the sandbox is %s', (environment, sandbox) => {
    expect(readConfig({ ...LEAST, ...environment }).sandbox).toBe(sandbox);
  });
});
