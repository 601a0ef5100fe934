import { ForbiddenException, HttpException } from '@nestjs/common';
import { NotPermitted, OutcomeUnknown, Overloaded, TooManyRequests } from './domain-error.js';
import { problemBody } from './problem-body.js';

const bodyOf = (error: unknown) => problemBody(error, '/api/x', 'request-1');

describe('problemBody', () => {
  it('says a domain refusal in full, with its own fields', () => {
    expect(bodyOf(new NotPermitted('tokens.view'))).toEqual({
      type: '/problems/not-permitted',
      title: 'A permission is missing',
      status: 403,
      detail: expect.stringContaining('tokens.view') as string,
      instance: '/api/x',
      requestId: 'request-1',
      permission: 'tokens.view',
    });
    expect(bodyOf(new TooManyRequests(3))).toMatchObject({ status: 429, retryAfterSeconds: 3 });
  });

  it('claims that nothing was changed only where that is known', () => {
    const unknown = bodyOf(new OutcomeUnknown());
    expect(bodyOf(new Overloaded()).detail).toContain('Nothing was changed');
    expect(unknown).toMatchObject({
      type: '/problems/overloaded',
      status: 503,
      retryAfterSeconds: 1,
      detail: expect.stringMatching(/not known.*same reference or Idempotency-Key/) as string,
    });
    expect(unknown.detail).not.toContain('Nothing was changed');
  });

  it.each([
    [new ForbiddenException('secret reason'), 'not-permitted'],
    [new HttpException('teapot', 418), 'invalid-request'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' }), 'payload-too-large'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_JSON_BODY' }), 'malformed-json'],
    [Object.assign(new SyntaxError('Unexpected }'), { statusCode: 400 }), 'malformed-json'],
    [Object.assign(new Error('x'), { statusCode: 503 }), 'overloaded'],
    [new HttpException('x', 500), 'internal-error'],
    [null, 'internal-error'],
    ['thrown text', 'internal-error'],
  ])('answers %s as %s', (error, key) => {
    expect(bodyOf(error)).toMatchObject({ type: `/problems/${key}` });
  });

  it('tells a stranger nothing about what broke', () => {
    const text = JSON.stringify(bodyOf(new Error('SELECT secret FROM users at /srv/app.js:1')));
    expect(text).not.toMatch(/SELECT|users|srv/);
  });
});
