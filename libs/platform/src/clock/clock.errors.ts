import { DomainError } from '../problems/domain-error.js';

/** Somebody else moves the clock of the sandbox at this moment. */
export class ClockIsMoving extends DomainError {
  readonly problem = 'clock-is-moving';
  constructor() {
    super('Wait until that has arrived, then try again.');
  }
}

/** The clock of the sandbox was asked to go back. */
export class ClockGoesForward extends DomainError {
  readonly problem = 'clock-goes-forward';
  constructor(now: Date) {
    super(`It is ${now.toISOString()} already: what was dated later would lie in the future.`, {
      now: now.toISOString(),
    });
  }
}
