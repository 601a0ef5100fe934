import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@purser/platform';
import { isWellFormedKey } from '../api-keys/api-key-secret.js';
import { KeyPrincipals } from '../api-keys/key-principals.service.js';
import { ApiKeys } from '../api-keys/api-keys.service.js';
import { MachineClock } from '../machine-clock.js';
import { Members } from '../members/members.service.js';
import { Session } from '../sessions/session.entity.js';
import { isOver } from '../sessions/sessions.service.js';
import { User } from '../users/user.entity.js';
import { AccessChanges } from './access-changes.js';
import type { Principal } from './principal.js';
import { Remembered } from './remembered.js';

const MOST_PEOPLE = 20_000;
const MOST_KEYS = 100_000;
const PEOPLE_MAX_AGE_MS = 60_000;
const KEYS_MAX_AGE_MS = 300_000;

/**
 * Who stands behind a session or a key, remembered between requests. What they may do is at most as
 * old as the last look at the notices of change (two seconds).
 */
@Injectable()
export class Principals {
  private readonly people: Remembered<Principal>;
  private readonly keys: Remembered<Principal>;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly machine: MachineClock,
    private readonly changes: AccessChanges,
    private readonly members: Members,
    private readonly apiKeys: ApiKeys,
    private readonly keyPrincipals: KeyPrincipals,
  ) {
    this.people = new Remembered(changes, MOST_PEOPLE, PEOPLE_MAX_AGE_MS, (person, gone) =>
      gone.kind === 'session'
        ? gone.subjectId === person.sessionId
        : gone.kind === 'user' && gone.subjectId === person.id,
    );
    this.keys = new Remembered(
      changes,
      MOST_KEYS,
      KEYS_MAX_AGE_MS,
      (key, gone) => gone.kind === 'api_key' && gone.subjectId === key.id,
    );
  }

  /** The person of a live session, or null. */
  async ofSession(sessionId: string, userId: string): Promise<Principal | null> {
    await this.changes.catchUp();
    const nowMs = this.machine.now().getTime();
    const person = await this.people.get(sessionId, nowMs, () => this.loadPerson(sessionId));
    if (!person || person.id !== userId || person.expiresAtMs <= nowMs) return null;
    return person;
  }

  /** The live API key with this secret, or null. */
  async ofKey(secret: string): Promise<Principal | null> {
    await this.changes.catchUp();
    const nowMs = this.machine.now().getTime();
    const digest = hash('sha256', secret, 'base64url');
    const key = await this.keys.get(digest, nowMs, async () =>
      isWellFormedKey(secret) ? this.keyPrincipals.find(digest) : null,
    );
    if (!key || key.expiresAtMs <= nowMs) return null;
    this.apiKeys.noteUse(digest, nowMs);
    return key;
  }

  private async loadPerson(sessionId: string): Promise<Principal | null> {
    const now = this.machine.now();
    const found = await this.unitOfWork.platform(async (tx) => {
      const session = await tx.findOneBy(Session, { id: sessionId });
      if (!session || isOver(session, now)) return null;
      const user = await tx.findOneBy(User, { id: session.userId });
      return user && { user, session };
    });
    if (!found) return null;
    const { user, session } = found;
    const memberships = await this.members.activeOf(user.id);
    return {
      type: 'user',
      id: user.id,
      name: user.email,
      memberships: new Map(
        memberships.map((member) => [member.organizationId, new Set(member.permissions)]),
      ),
      platformPermissions: new Set(user.platformPermissions),
      expiresAtMs: session.expiresAt.getTime(),
      sessionId,
    };
  }
}
