import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const JSON_TYPE = 'application/json';

/** Faults of bodies that could not be read, until whoever sent them is known to be let in. */
const unreadable = new WeakMap<FastifyRequest, Error>();

/**
 * Reads JSON and nothing else: forms and plain text are refused with 415. A body that is no JSON is
 * refused after access is checked, so that a stranger learns nothing by sending one.
 */
export function readJsonBodies(app: NestFastifyApplication, bodyLimit: number): void {
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  server.removeAllContentTypeParsers();
  const parse = server.getDefaultJsonParser('error', 'error');
  app.useBodyParser(JSON_TYPE, { bodyLimit }, (request, body, done) => {
    void parse(request as FastifyRequest, body.toString('utf8'), (error, json) => {
      if (error) unreadable.set(request as FastifyRequest, error);
      done(null, error ? undefined : json);
    });
  });
}

/** Refuses the request whose body could not be read; the guards of access have run before. */
@Injectable()
export class UnreadableBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const fault = unreadable.get(context.switchToHttp().getRequest<FastifyRequest>());
    if (fault) throw fault;
    return true;
  }
}
