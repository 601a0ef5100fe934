import { Injectable } from '@nestjs/common';
import type { SessionUserView, SignedInView } from '@purser/contracts';
import { NotAuthenticated, UnitOfWork, type Actor } from '@purser/platform';
import { InvalidCredentials } from '../identity.errors.js';
import { Members } from '../members/members.service.js';
import { hashPassword, isOutdated, isPassword, NO_PASSWORD } from '../users/password-hash.js';
import { User } from '../users/user.entity.js';
import { normalEmail, Users } from '../users/users.service.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import { LoginThrottle } from './login-throttle.js';
import { SessionUsers } from './session-users.service.js';
import { Sessions, type OpenSession } from './sessions.service.js';

/** An access token, and the refresh token that only the cookie carries. */
export interface SignedIn {
  view: SignedInView;
  refreshToken: string;
  refreshExpiresAt: Date;
}

type Origin = Pick<Actor, 'requestId' | 'ip'>;

/** Signing in, staying signed in, signing out. */
@Injectable()
export class SignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly members: Members,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly throttle: LoginThrottle,
    private readonly sessionUsers: SessionUsers,
  ) {}

  /**
   * Checks e-mail and password; an unknown e-mail takes as long as a wrong password.
   *
   * @throws InvalidCredentials, TooManyRequests
   */
  async signIn(email: string, password: string, origin: Origin): Promise<SignedIn> {
    const address = normalEmail(email);
    await this.throttle.check(address, origin.ip);
    const user = await this.users.findByEmail(address);
    const right = await isPassword(password, user?.passwordHash ?? NO_PASSWORD);
    if (!user?.passwordHash || !right) {
      await this.throttle.countFailure(address, origin.ip);
      throw new InvalidCredentials();
    }
    // Of many guesses sent at once, those that come after the limit learn nothing.
    await this.throttle.check(address, origin.ip);
    if (isOutdated(user.passwordHash)) await this.rehash(user, password);
    return this.signedIn(user, await this.sessions.open(user.id), origin);
  }

  /**
   * Takes the refresh token of the cookie and gives the next one.
   *
   * @throws NotAuthenticated the session is over
   */
  async refresh(refreshToken: string | undefined, origin: Origin): Promise<SignedIn> {
    if (refreshToken === undefined) throw new NotAuthenticated('There is no session. Sign in.');
    const session = await this.sessions.rotate(refreshToken);
    const user = await this.users.find(session.userId);
    if (!user) throw new NotAuthenticated();
    return this.signedIn(user, session, origin);
  }

  /** Ends the session of the cookie; nothing happens without one. */
  async signOut(refreshToken: string | undefined): Promise<void> {
    if (refreshToken !== undefined) await this.sessions.close(refreshToken);
  }

  /** Who the cookie stands for, or null; changes nothing. */
  async whoIs(refreshToken: string | undefined): Promise<SessionUserView | null> {
    if (refreshToken === undefined) return null;
    const userId = await this.sessions.userOf(refreshToken);
    const user = userId === null ? null : await this.users.find(userId);
    return user && this.sessionUsers.view(user);
  }

  private async signedIn(user: User, session: OpenSession, origin: Origin): Promise<SignedIn> {
    const actor: Actor = { type: 'user', id: user.id, name: user.email, ...origin };
    await this.members.acceptInvitations(user, actor);
    const accessToken = await this.tokens.sign(user.id, session.sessionId);
    const view = await this.sessionUsers.view(user);
    return {
      view: { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, user: view },
      refreshToken: session.refreshToken,
      refreshExpiresAt: session.expiresAt,
    };
  }

  private async rehash(user: User, password: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.unitOfWork.platform((tx) => tx.update(User, { id: user.id }, { passwordHash }));
  }
}
