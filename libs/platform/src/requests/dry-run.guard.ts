import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { InvalidRequest } from '../problems/domain-error.js';
import type { PurserRequest } from './purser-request.js';

/**
 * Refuses `dryRun` where a handler reads no query: a client that asks for a rehearsal must never get
 * the real thing. Handlers that read a query refuse fields they do not know by themselves.
 */
@Injectable()
export class DryRunGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<PurserRequest>();
    if (asksForRehearsal(query) && !readsQuery(context)) {
      throw new InvalidRequest([{ pointer: '?dryRun', detail: 'is not offered here' }]);
    }
    return true;
  }
}

const asksForRehearsal = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && 'dryRun' in query;

function readsQuery(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  ) as Record<string, unknown> | undefined;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
