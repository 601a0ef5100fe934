import { Body, Controller, Post, Query, type ExecutionContext } from '@nestjs/common';
import { InvalidRequest } from '../problems/domain-error.js';
import { DryRunGuard } from './dry-run.guard.js';
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

describe('DryRunGuard', () => {
  const call = (handler: 'blind' | 'rehearsed', query: object) =>
    new DryRunGuard().canActivate(contextOf(handler, query));

  it('refuses a rehearsal that the handler would not notice', () => {
    expect(() => call('blind', { dryRun: 'true' })).toThrow(InvalidRequest);
    expect(() => call('blind', { dryRun: ['true', 'true'] })).toThrow(InvalidRequest);
  });

  it('lets through what asks for none, and handlers that read the query', () => {
    expect(call('blind', {})).toBe(true);
    expect(call('rehearsed', { dryRun: 'true' })).toBe(true);
  });
});
