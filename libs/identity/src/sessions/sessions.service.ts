import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, NotAuthenticated, UnitOfWork, type PlatformTx } from '@purser/platform';
import { IsNull, LessThan } from 'typeorm';
import { AccessChanges } from '../access/access-changes.js';
import { MachineClock } from '../machine-clock.js';
import { RefreshToken } from './refresh-token.entity.js';
import { Session } from './session.entity.js';

const IDLE_MS = 14 * 24 * 3_600_000;
const LONGEST_MS = 90 * 24 * 3_600_000;
/** Two tabs, or a lost answer: the token before stays good this long. */
const GRACE_MS = 30_000;

/** A session with the refresh token that was given out for it; the token is stored nowhere. */
export interface OpenSession {
  sessionId: string;
  userId: string;
  refreshToken: string;
  expiresAt: Date;
}

/** Sign-ins that last: each refresh token is used once and brings the next one. */
@Injectable()
export class Sessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly machine: MachineClock,
    private readonly changes: AccessChanges,
  ) {}

  /** Opens a session; clears away those of the person that are long over. */
  async open(userId: string): Promise<OpenSession> {
    const now = this.machine.now();
    const session = {
      id: newId(now),
      userId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + IDLE_MS),
      endsAt: new Date(now.getTime() + LONGEST_MS),
      endedAt: null,
    };
    return this.unitOfWork.platform(async (tx) => {
      await tx.delete(Session, { userId, expiresAt: LessThan(now) });
      await tx.insert(Session, session);
      return issue(tx, session, now);
    });
  }

  /**
   * Takes a refresh token and gives the next one. The token before is still taken for 30 s; when an
   * older one comes back, somebody copied it, and the whole session ends.
   *
   * @throws NotAuthenticated unknown, expired, ended, or used up
   */
  async rotate(refreshToken: string): Promise<OpenSession> {
    const now = this.machine.now();
    const rotated = await this.unitOfWork.platform(async (tx) => {
      const found = await lockedSession(tx, refreshToken);
      if (!found || isOver(found.session, now)) return null;
      const { token, session } = found;
      if (token.replacedAt && now.getTime() - token.replacedAt.getTime() > GRACE_MS) {
        await this.end(tx, session, now);
        return { reusedSessionId: session.id };
      }
      const idle = now.getTime() + IDLE_MS;
      const expiresAt = new Date(Math.min(idle, session.endsAt.getTime()));
      await tx.update(Session, { id: session.id }, { expiresAt });
      const replaced = { digest: token.digest, replacedAt: IsNull() };
      await tx.update(RefreshToken, replaced, { replacedAt: now });
      return issue(tx, { ...session, expiresAt }, now);
    });
    if (rotated && 'refreshToken' in rotated) return rotated;
    if (rotated) this.changes.apply('session', rotated.reusedSessionId);
    throw new NotAuthenticated('The session is over. Sign in again.');
  }

  /** Who the refresh token stands for, or null; changes nothing. */
  async userOf(refreshToken: string): Promise<string | null> {
    const now = this.machine.now();
    return this.unitOfWork.platform(async (tx) => {
      const token = await tx.findOneBy(RefreshToken, { digest: digestOf(refreshToken) });
      if (!token) return null;
      const session = await tx.findOneBy(Session, { id: token.sessionId });
      if (!session || isOver(session, now)) return null;
      const age = token.replacedAt ? now.getTime() - token.replacedAt.getTime() : 0;
      return age > GRACE_MS ? null : session.userId;
    });
  }

  /** Signs out. Unknown and ended sessions are no error. */
  async close(refreshToken: string): Promise<void> {
    const closed = await this.unitOfWork.platform(async (tx) => {
      const found = await lockedSession(tx, refreshToken);
      if (!found || found.session.endedAt) return null;
      await this.end(tx, found.session, this.machine.now());
      return found.session.id;
    });
    if (closed) this.changes.apply('session', closed);
  }

  /** Ends every session of the person, in the transaction that makes it necessary. */
  async endAll(tx: PlatformTx, userId: string): Promise<void> {
    const endedAt = this.machine.now();
    await tx.update(Session, { userId, endedAt: IsNull() }, { endedAt });
    await this.changes.announce(tx, 'user', userId);
  }

  private async end(tx: PlatformTx, session: Session, endedAt: Date): Promise<void> {
    await tx.update(Session, { id: session.id }, { endedAt });
    await this.changes.announce(tx, 'session', session.id);
  }
}

/** Whether the session holds no more at `now`. */
export function isOver(session: Session, now: Date): boolean {
  return session.endedAt !== null || session.expiresAt <= now;
}

async function lockedSession(
  tx: PlatformTx,
  refreshToken: string,
): Promise<{ token: RefreshToken; session: Session } | null> {
  const digest = digestOf(refreshToken);
  const known = await tx.findOneBy(RefreshToken, { digest });
  if (!known) return null;
  const session = await tx.findOne(Session, {
    where: { id: known.sessionId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!session) return null;
  // Read again under the lock: another request may have used the token in between.
  const token = await tx.findOneByOrFail(RefreshToken, { digest });
  return { token, session };
}

async function issue(tx: PlatformTx, session: Session, now: Date): Promise<OpenSession> {
  const refreshToken = randomBytes(32).toString('base64url');
  await tx.insert(RefreshToken, {
    digest: digestOf(refreshToken),
    sessionId: session.id,
    createdAt: now,
    replacedAt: null,
  });
  const { id: sessionId, userId, expiresAt } = session;
  return { sessionId, userId, refreshToken, expiresAt };
}

function digestOf(refreshToken: string): Buffer {
  return createHash('sha256').update(refreshToken).digest();
}
