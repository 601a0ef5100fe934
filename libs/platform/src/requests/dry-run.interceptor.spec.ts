import { Body, Controller, Post, Query, type ExecutionContext } from '@nestjs/common';
import { of } from 'rxjs';
import { InvalidRequest } from '../problems/domain-error.js';
import { DryRunInterceptor } from './dry-run.interceptor.js';
import { DryRunQuery } from './dry-run.query.dto.js';

@Controller()
class Writes {
  @Post('blind')
  blind(@Body() _body: object): void {}

  @Post('rehearsed')
  rehearsed(@Body() _body: object, @Query() _query: DryRunQuery): void {}
}

const contextOf = (handler: 'blind' | 'rehearsed', query: object) =>
  ({
    getClass: () => Writes,
    getHandler: () => Writes.prototype[handler],
    switchToHttp: () => ({ getRequest: () => ({ query }) }),
  }) as unknown as ExecutionContext;

describe('DryRunInterceptor', () => {
  const next = { handle: () => of('done') };
  const call = (handler: 'blind' | 'rehearsed', query: object) =>
    new DryRunInterceptor().intercept(contextOf(handler, query), next);

  it('refuses a rehearsal that the handler would not notice', () => {
    expect(() => call('blind', { dryRun: 'true' })).toThrow(InvalidRequest);
    expect(() => call('blind', { dryRun: ['true', 'true'] })).toThrow(InvalidRequest);
  });

  it('lets through what asks for none, and handlers that read the query', () => {
    expect(() => call('blind', {})).not.toThrow();
    expect(() => call('rehearsed', { dryRun: 'true' })).not.toThrow();
  });
});
