import { PROBLEMS, type ProblemKey } from '@purser/contracts';
import type { BadRequest } from './bad-requests.js';

/** What was answered to a bad request. */
export interface Refusal {
  readonly status: number;
  readonly contentType: string;
  readonly requestId: string | null;
  readonly text: string;
}

/** What a stranger must not learn: code, SQL, paths. */
const TELLING =
  /\bat \S+ \(|node_modules|\.(ts|js):\d+|\b(SELECT|INSERT|UPDATE|DELETE) |violates|QueryFailed/;

/** What is wrong with `answer` as the answer to `request`; null = nothing. */
export function refusalFault(request: BadRequest, answer: Refusal): string | null {
  const { status, contentType, requestId, text } = answer;
  const said = `${status} ${text.slice(0, 300)}`;
  if (status < 400 && request.mayPass) return null;
  if (status < 400 || status > 499) return said;
  if (!contentType.startsWith('application/problem+json')) return `${contentType}: ${said}`;
  if (TELLING.test(text)) return `tells too much: ${said}`;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const key = String(problem['type']).replace('/problems/', '') as ProblemKey;
  if (PROBLEMS[key]?.status !== status || PROBLEMS[key].title !== problem['title']) {
    return `not in the catalogue: ${said}`;
  }
  const whole =
    problem['status'] === status &&
    typeof problem['detail'] === 'string' &&
    problem['detail'] !== '' &&
    problem['instance'] === request.path.split('?')[0] &&
    problem['requestId'] === requestId;
  if (!whole) return `members are missing or wrong: ${said}`;
  return key === 'invalid-request' ? pointerFault(request, problem['errors']) : null;
}

function pointerFault({ pointers }: BadRequest, errors: unknown): string | null {
  if (!Array.isArray(errors) || errors.length === 0) return 'invalid-request without errors';
  const named = errors.map((fault: { pointer?: unknown }) => String(fault.pointer));
  const missing = pointers.filter(
    (pointer) => !named.some((one) => one === pointer || one.startsWith(`${pointer}/`)),
  );
  if (missing.length === 0) return null;
  return `does not name ${missing.slice(0, 5).join()} but ${named.slice(0, 5).join()}`;
}
