import type { Observable } from 'rxjs';
import { firstValueFrom } from 'rxjs';
import { toProblem, type ProblemReport } from './problem.js';

/** What a write gives back: its value, or the problem in the console's words. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: ProblemReport };

/** Runs one request to its end. Never rejects: a refusal is an outcome, not an exception. */
export async function outcomeOf<T>(request: Observable<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await firstValueFrom(request) };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}
