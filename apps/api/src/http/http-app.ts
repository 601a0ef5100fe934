import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  DryRunGuard,
  IdempotencyService,
  newId,
  NotFound,
  problemBody,
  ProblemFilter,
  registerIdempotencyHook,
  validationPipe,
  type PurserConfig,
} from '@purser/platform';
import { Spending } from '@purser/wallet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from '../app.module.js';
import { registerConsole } from '../console/console-pages.js';
import { setUpDocs } from './docs.js';
import { EarlyRefusal } from './early-refusal.js';
import { readJsonBodies, UnreadableBodyGuard } from './json-body.js';
import { registerJobsOnly } from './jobs-only.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { registerRequestLog } from './request-log.js';
import { apiHeaders, registerSecurityHeaders } from './security-headers.js';

const BODY_LIMIT_BYTES = 1_048_576;

/** Paths that stand outside `/api`. */
export const OUTSIDE_API = ['health/live', 'health/ready', 'metrics', '.well-known/jwks.json'];

export interface HttpAppOptions {
  /** Folder of the built console; without it only the API is served. */
  readonly consoleRoot?: string;
  /** Serves /api/docs and /api/openapi.json. */
  readonly docs?: boolean;
}

/** Builds the whole HTTP application, ready to listen. */
export async function createHttpApp(
  config: PurserConfig,
  options: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const early = new EarlyRefusal(apiHeaders(config.NODE_ENV === 'production'));
  const adapter = new FastifyAdapter({
    serverFactory: early.serverFactory,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => newId(new Date()),
    trustProxy: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: refuseUnroutable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, {
    rawBody: true,
    bodyParser: false,
    bufferLogs: true,
  });
  await prepareHttpApp(app, config, options);
  early.guard(app.get(Spending, { strict: false }));
  return app;
}

/** Everything around the modules: prefix, pipes, filters, hooks, console and docs. */
export async function prepareHttpApp(
  app: NestFastifyApplication,
  config: PurserConfig,
  options: HttpAppOptions,
): Promise<void> {
  app.useLogger(app.get(Logger));
  app.setGlobalPrefix('api', { exclude: OUTSIDE_API });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  // After the guards of access, which are part of the module.
  app.useGlobalGuards(app.get(RateLimitGuard), new UnreadableBodyGuard(), new DryRunGuard());
  readJsonBodies(app, BODY_LIMIT_BYTES);
  app.enableShutdownHooks();
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  registerSecurityHeaders(server, config.NODE_ENV === 'production');
  await server.register(cookie);
  registerRequestLog(server);
  registerIdempotencyHook(server, app.get(IdempotencyService));
  if (config.PURSER_ROLE === 'jobs') {
    registerJobsOnly(server);
    return;
  }
  if (options.docs) setUpDocs(app);
  if (options.consoleRoot) await registerConsole(server, options.consoleRoot, config);
}

/** A path that no router can take (bad escapes, an endless id) is a path where nothing is. */
function refuseUnroutable(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0] ?? '/';
  void reply
    .status(404)
    .headers({
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': request.id,
    })
    .send(JSON.stringify(problemBody(new NotFound(), path, request.id)));
}
