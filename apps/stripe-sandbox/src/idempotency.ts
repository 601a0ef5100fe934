import { createHash } from 'node:crypto';
import { idempotencyMismatch } from './errors.js';
import { canonical, type FormRecord } from './form.js';
import type { Act } from './act.js';

const KEPT_MS = 24 * 3_600_000;

/** The first answer to a key, replayed for 24 hours. */
export interface RememberedAnswer {
  /** Account and key, see {@link answerId}. */
  id: string;
  path: string;
  /** Digest of method, path and parameters. */
  request: string;
  status: number;
  body: string;
  requestId: string;
  rememberedAtMs: number;
}

/** Keys are counted per account, that is per API key here. */
export function answerId(apiKey: string, idempotencyKey: string): string {
  return createHash('sha256').update(`${apiKey}\n${idempotencyKey}`).digest('hex');
}

/** Digest by which two requests are the same. */
export function requestDigest(method: string, path: string, params: FormRecord): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonical(params)}`)
    .digest('hex');
}

/** The remembered answer, if it is young enough; 400 when the key was for another request. */
export function recall(
  answer: RememberedAnswer | undefined,
  key: string,
  request: { path: string; digest: string; nowMs: number },
): RememberedAnswer | null {
  if (!answer || answer.rememberedAtMs + KEPT_MS <= request.nowMs) return null;
  if (answer.path !== request.path) {
    throw idempotencyMismatch(
      'Keys for idempotent requests can only be used for the same endpoint they were first used ' +
        `for ('${answer.path}' vs '${request.path}'). Try using a key other than '${key}' if you ` +
        'meant to execute a different request.',
    );
  }
  if (answer.request !== request.digest) {
    throw idempotencyMismatch(
      'Keys for idempotent requests can only be used with the same parameters they were first ' +
        `used with. Try using a key other than '${key}' if you meant to execute a different ` +
        'request.',
    );
  }
  return answer;
}

/** Removes answers that are too old to be replayed. */
export function forgetOldAnswers(act: Act, nowMs: number): void {
  const old: string[] = [];
  for (const answer of act.store.oldestFirst('answers')) {
    if (answer.rememberedAtMs + KEPT_MS > nowMs) break;
    old.push(answer.id);
  }
  for (const id of old) act.remove('answers', id);
}
