import { Injectable, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@purser/platform';
import { AccessGuard } from './access.guard.js';
import { AuthenticationGuard } from './authentication.guard.js';

/** Asks again, in the middle of a long answer, whether its caller may still have it. */
@Injectable()
export class AccessCheck {
  constructor(
    private readonly authentication: AuthenticationGuard,
    private readonly access: AccessGuard,
  ) {}

  /** Whether a request with this context would be let in at this moment. */
  async stillAllowed(context: ExecutionContext): Promise<boolean> {
    try {
      return (
        (await this.authentication.canActivate(context)) && (await this.access.canActivate(context))
      );
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}
