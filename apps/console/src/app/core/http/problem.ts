import { HttpErrorResponse } from '@angular/common/http';
import { PROBLEMS, type FieldProblem, type Problem, type ProblemKey } from '@purser/contracts';

/** What went wrong, in the words the console shows. */
export interface ProblemReport {
  /** Key in the catalogue; `offline` when no answer came at all. */
  key: ProblemKey | 'offline';
  /** HTTP status; 0 when no answer came. */
  status: number;
  title: string;
  detail: string;
  /** What a support agent looks a request up by; null when no answer came. */
  requestId: string | null;
  errors: FieldProblem[];
  /** The fields that only this problem has, for example `referenceId`. */
  fields: Record<string, unknown>;
}

const COMMON_FIELDS = new Set([
  'type',
  'title',
  'status',
  'detail',
  'instance',
  'requestId',
  'errors',
]);

/** Reads any error as a problem of the catalogue. Never throws. */
export function toProblem(error: unknown): ProblemReport {
  const response = httpError(error);
  if (!response) return unexpected(0, messageOf(error));
  if (response.status === 0) {
    return {
      key: 'offline',
      status: 0,
      title: 'Purser cannot be reached',
      detail: 'No answer came. Check the connection and try again.',
      requestId: null,
      errors: [],
      fields: {},
    };
  }
  const body: unknown = parsedBody(response.error);
  if (!isProblem(body)) {
    const known = Object.entries(PROBLEMS).find(([, { status }]) => status === response.status);
    return {
      ...unexpected(response.status, `The server answered ${response.status}.`),
      ...(known ? { key: known[0] as ProblemKey, title: known[1].title } : {}),
      requestId: response.headers?.get('x-request-id') ?? null,
    };
  }
  return {
    key: keyOf(body),
    status: body.status,
    title: body.title,
    detail: body.detail,
    requestId: body.requestId ?? null,
    errors: body.errors ?? [],
    fields: Object.fromEntries(Object.entries(body).filter(([name]) => !COMMON_FIELDS.has(name))),
  };
}

/** The sentence for one field of a form, found by its JSON pointer. */
export function fieldError(problem: ProblemReport | null, pointer: string): string | null {
  return problem?.errors.find((error) => error.pointer === pointer)?.detail ?? null;
}

function httpError(error: unknown): HttpErrorResponse | null {
  if (error instanceof HttpErrorResponse) return error;
  // A resource wraps what is not an Error of its own.
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof HttpErrorResponse ? cause : null;
}

function parsedBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as Partial<Problem>).type === 'string' &&
    typeof (body as Partial<Problem>).title === 'string'
  );
}

function keyOf(problem: Problem): ProblemKey {
  const key = problem.type.split('/').at(-1) ?? '';
  return key in PROBLEMS ? (key as ProblemKey) : 'internal-error';
}

function unexpected(status: number, detail: string): ProblemReport {
  return {
    key: 'internal-error',
    status,
    title: PROBLEMS['internal-error'].title,
    detail,
    requestId: null,
    errors: [],
    fields: {},
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
