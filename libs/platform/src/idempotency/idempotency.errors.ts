import { DomainError } from '../problems/domain-error.js';

export class IdempotencyKeyRequired extends DomainError {
  readonly problem = 'idempotency-key-required';
  constructor() {
    super('Send a fresh Idempotency-Key (1 to 255 printable characters) with each new request.');
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly problem = 'idempotency-key-reused';
  constructor() {
    super('This Idempotency-Key was sent with another body. Use a fresh key for a new request.');
  }
}

export class IdempotencyInProgress extends DomainError {
  readonly problem = 'idempotency-in-progress';
  readonly retryAfterSeconds = 1;
  constructor() {
    super('The first request with this Idempotency-Key is still running. Ask again in a second.');
  }
}
