import type { Act } from './act.js';
import { newId } from './ids.js';

/** Something a bank does later. */
export type TaskKind =
  'dispute-opens' | 'dispute-won' | 'dispute-lost' | 'refund-succeeds' | 'refund-fails';

export interface Task {
  id: string;
  kind: TaskKind;
  /** The id of the charge, refund or dispute it is about. */
  subject: string;
  /** Machine time in milliseconds. */
  dueAtMs: number;
}

/** Lets something happen after the sandbox's asynchronous delay. */
export function schedule(act: Act, kind: TaskKind, subject: string): void {
  const dueAtMs = Date.now() + act.settings.asyncDelayMs;
  act.put('tasks', { id: newId('task'), kind, subject, dueAtMs });
}
