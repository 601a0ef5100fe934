import { DomainError } from '@purser/platform';

export class TooManyThresholds extends DomainError {
  readonly problem = 'too-many-thresholds';
  constructor(limit: number) {
    super(`An organization has at most ${limit} thresholds. Remove one first.`, { limit });
  }
}
