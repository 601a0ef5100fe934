import type { Act } from './act.js';
import { decideDispute, openTestDispute } from './disputes.js';
import { failRefund, succeedRefund } from './refunds.js';
import type { Store } from './store.js';
import type { Task } from './tasks.js';

/** Does what a task stands for; a subject that has changed meanwhile is left alone. */
function perform(act: Act, task: Task): void {
  act.remove('tasks', task.id);
  const refund = act.get('refunds', task.subject);
  const dispute = act.get('disputes', task.subject);
  switch (task.kind) {
    case 'dispute-opens':
      return openTestDispute(act, task.subject);
    case 'dispute-won':
    case 'dispute-lost':
      if (dispute?.status.endsWith('under_review')) {
        decideDispute(act, dispute, task.kind === 'dispute-won' ? 'won' : 'lost');
      }
      return;
    case 'refund-succeeds':
      if (refund?.status === 'pending') succeedRefund(act, refund);
      return;
    case 'refund-fails':
      if (refund?.status === 'succeeded') failRefund(act, refund);
  }
}

/** Runs what banks do later, when its time has come. */
export class TaskRunner {
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly store: Store,
    private readonly run: (work: (act: Act) => void) => void,
  ) {}

  /** Sets the timer for the next task; called after every change. */
  wake(): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    const times = [...this.store.oldestFirst('tasks')].map(({ dueAtMs }) => dueAtMs);
    if (times.length === 0) return;
    const delayMs = Math.max(Math.min(...times) - Date.now(), 0);
    this.timer = setTimeout(() => this.runUntil(Date.now()), delayMs);
    this.timer.unref();
  }

  /** Runs every task, due or not. Answers how many ran. */
  runAll(): number {
    return this.runUntil(Number.POSITIVE_INFINITY);
  }

  private runUntil(atMs: number): number {
    const due = [...this.store.oldestFirst('tasks')].filter(({ dueAtMs }) => dueAtMs <= atMs);
    for (const task of due) this.run((act) => perform(act, task));
    this.wake();
    return due.length;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }
}
