import { HttpException } from '@nestjs/common';
import { PROBLEMS, type Problem, type ProblemKey } from '@purser/contracts';
import { DomainError } from './domain-error.js';

const BY_STATUS: Readonly<Record<number, ProblemKey>> = {
  400: 'invalid-request',
  401: 'not-authenticated',
  403: 'not-permitted',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  503: 'overloaded',
};

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemKey>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_NOT_FOUND: 'not-found',
};

/** Which problem an error is; anything unknown is `internal-error`. */
export function problemOf(error: unknown): { key: ProblemKey; detail: string; fields: object } {
  if (error instanceof DomainError) {
    return { key: error.problem, detail: error.message, fields: error.fields };
  }
  const native = serverError(error);
  const fastifyKey = BY_FASTIFY_CODE[(native as { code?: string } | null)?.code ?? ''];
  if (fastifyKey) return { key: fastifyKey, detail: DETAILS[fastifyKey] ?? '', fields: {} };
  if (isDatabaseAway(error))
    return { key: 'overloaded', detail: DETAILS.overloaded ?? '', fields: {} };
  const status = statusOf(error);
  if (native instanceof SyntaxError && status === 400) {
    return { key: 'malformed-json', detail: DETAILS['malformed-json'] ?? '', fields: {} };
  }
  const key = BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid-request' : null);
  if (key) return { key, detail: DETAILS[key] ?? 'The request was refused.', fields: {} };
  return {
    key: 'internal-error',
    detail: 'It is recorded under this request id. Nothing is half done: try again or ask support.',
    fields: {},
  };
}

/** Connection failures and SQLSTATEs after which nothing of the request can have been committed. */
const DATABASE_AWAY = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  '53300', // too many connections
  '55P03', // lock timeout
  '57014', // statement timeout
  '57P03', // starting up or shutting down
]);
/** What the pool says when no connection came free in time; it has no code. */
const POOL_TIMEOUT = 'timeout exceeded when trying to connect';

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && DATABASE_AWAY.has(code)) || error.message === POOL_TIMEOUT;
}

const DETAILS: Partial<Record<ProblemKey, string>> = {
  'malformed-json': 'The body could not be read as JSON.',
  'unsupported-media-type': 'Send the body as application/json.',
  'payload-too-large': 'The body is larger than what is accepted here.',
  overloaded: 'Nothing was changed. Try again in a second.',
  'not-found': 'It does not exist, or it is not yours to see.',
  'not-authenticated': 'Send `Authorization: Bearer` with an access token or an API key.',
};

/** The HTTP server's own error: Nest hands it over as the cause of an exception of its own. */
function serverError(error: unknown): unknown {
  return error instanceof HttpException ? (error.cause ?? error) : error;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

/** The body of a refusal, without anything a stranger could learn from: no stack, SQL or path. */
export function problemBody(error: unknown, instance: string, requestId: string): Problem {
  const { key, detail, fields } = problemOf(error);
  const { status, title } = PROBLEMS[key];
  return { type: `/problems/${key}`, title, status, detail, instance, requestId, ...fields };
}
