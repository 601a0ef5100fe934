import { PROBLEMS, type FieldProblem, type ProblemKey } from '@purser/contracts';

/**
 * A refusal that the domain decided. `problem` names its entry in the catalogue, `message` is the
 * sentence for people, `fields` are the problem's own members in the answer.
 */
export abstract class DomainError extends Error {
  abstract readonly problem: ProblemKey;

  constructor(
    detail: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }

  /** HTTP status of this refusal. */
  get status(): number {
    return PROBLEMS[this.problem].status;
  }
}

export class NotAuthenticated extends DomainError {
  readonly problem = 'not-authenticated';
  constructor(detail = 'Send `Authorization: Bearer` with an access token or an API key.') {
    super(detail);
  }
}

export class NotFound extends DomainError {
  readonly problem = 'not-found';
  constructor(detail = 'It does not exist, or it is not yours to see.') {
    super(detail);
  }
}

export class NotPermitted extends DomainError {
  readonly problem = 'not-permitted';
  constructor(permission: string) {
    super(`This needs the permission ${permission}. An organization administrator can grant it.`, {
      permission,
    });
  }
}

export class InvalidRequest extends DomainError {
  readonly problem = 'invalid-request';
  constructor(readonly errors: readonly FieldProblem[]) {
    super(errors.map((fault) => `${fault.pointer}: ${fault.detail}`).join(' '), { errors });
  }
}

export class OrganizationRequired extends DomainError {
  readonly problem = 'organization-required';
  constructor() {
    super('You belong to no single organization: send `organizationId`.');
  }
}

export class InvalidCursor extends DomainError {
  readonly problem = 'invalid-cursor';
  constructor() {
    super('Send `nextCursor` of the page before, as it was given.');
  }
}

export class PreconditionFailed extends DomainError {
  readonly problem = 'precondition-failed';
  constructor(currentETag: string) {
    super('Read it again, then send your change with the current ETag.', { currentETag });
  }
}

export class TooManyRequests extends DomainError {
  readonly problem = 'too-many-requests';
  constructor(readonly retryAfterSeconds: number) {
    super(`Wait ${retryAfterSeconds} s, then try again.`, { retryAfterSeconds });
  }
}

/** It was refused before anything was done. */
export class Overloaded extends DomainError {
  readonly problem = 'overloaded';
  readonly retryAfterSeconds = 1;
  constructor(detail = 'Nothing was changed. Try again in a second.') {
    super(detail, { retryAfterSeconds: 1 });
  }
}

/** The database went away while it decided: what was asked for may have been done, or not. */
export class OutcomeUnknown extends Overloaded {
  constructor() {
    super(
      'It is not known whether this was done: the database went away before it answered. Send it ' +
        'again in a second with the same reference or Idempotency-Key: it is counted once.',
    );
  }
}
