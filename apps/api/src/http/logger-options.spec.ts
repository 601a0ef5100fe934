import { loggedError, loggerOptions } from './logger-options.js';

describe('what is logged of an error', () => {
  it('is its kind, message, stack and code, and nothing it carries', () => {
    const error = Object.assign(new TypeError('a query failed'), {
      code: '23505',
      parameters: ['pi_1_secret_2'],
      driverError: { detail: 'Key (client_secret)=(pi_1_secret_2)' },
    });
    const logged = loggedError(error);
    expect(logged).toEqual({
      type: 'TypeError',
      message: 'a query failed',
      stack: error.stack,
      code: '23505',
    });
    expect(JSON.stringify(logged)).not.toContain('secret');
  });

  it('is only the type where no error was thrown', () => {
    expect(loggedError({ password: 'x' })).toEqual({ type: 'object' });
  });

  it('is applied to every line', () => {
    expect(loggerOptions({ LOG_LEVEL: 'info' }).pinoHttp).toMatchObject({
      serializers: { err: loggedError },
    });
  });
});
