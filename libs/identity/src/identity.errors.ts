import { DomainError } from '@purser/platform';

export class InvalidCredentials extends DomainError {
  readonly problem = 'invalid-credentials';
  constructor() {
    super(
      'Check both. After several failures in a minute, sign-in pauses until the minute is over.',
    );
  }
}

export class CrossSiteRequest extends DomainError {
  readonly problem = 'cross-site-request';
  constructor() {
    super('A session is only refreshed or ended from the console itself.');
  }
}

export class InvalidLink extends DomainError {
  readonly problem = 'invalid-token';
  constructor() {
    super('Each link works once and for a limited time. Ask for another one.');
  }
}

export class PermissionBeyondOwn extends DomainError {
  readonly problem = 'permission-beyond-own';
  constructor(beyond: readonly string[]) {
    super(`You do not hold ${beyond.join(', ')} in this organization.`, { permissions: beyond });
  }
}

export class LastAdministrator extends DomainError {
  readonly problem = 'last-administrator';
  constructor() {
    super('Give organization.admin to another active member first.');
  }
}

export class MemberExists extends DomainError {
  readonly problem = 'already-exists';
  constructor(email: string) {
    super(`${email} is a member already. Change the permissions of that member instead.`);
  }
}

export class CurrencyIsFixed extends DomainError {
  readonly problem = 'currency-mismatch';
  constructor(currency: string) {
    super(
      `The currency of an organization never changes; this one keeps its books in ${currency}.`,
    );
  }
}
