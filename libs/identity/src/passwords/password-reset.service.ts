import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { Clock, Outbox, UnitOfWork, type Actor } from '@purser/platform';
import { AccessChanges } from '../access/access-changes.js';
import { PasswordResetRequested } from '../identity.events.js';
import { Members } from '../members/members.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { hashPassword } from '../users/password-hash.js';
import { User } from '../users/user.entity.js';
import { Users } from '../users/users.service.js';
import { PasswordLinks } from './password-links.service.js';

/** What stays the same about a request whoever it turns out to be from. */
export type Origin = Pick<Actor, 'requestId' | 'ip'>;

/** Forgotten passwords and accepted invitations. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
    private readonly changes: AccessChanges,
    private readonly users: Users,
    private readonly members: Members,
    private readonly sessions: Sessions,
    private readonly links: PasswordLinks,
  ) {}

  /**
   * Makes a link and lets it be mailed, at most once a minute. Does nothing for an unknown e-mail.
   * The event stands in the outbox of the person's first organization; a person of none (staff) is
   * found by `PasswordLinks.waiting`.
   */
  async request(email: string): Promise<void> {
    const user = await this.users.findByEmail(email);
    if (!user || (await this.links.madeLately(user.id))) return;
    const [membership] = await this.members.activeOf(user.id);
    const linkId = await this.links.make(user.id, 'reset', membership ? 'event' : 'none');
    if (!membership) return;
    const { organizationId } = membership;
    const event = new PasswordResetRequested(
      organizationId,
      user.id,
      user.email,
      user.name,
      linkId,
    );
    await this.unitOfWork.run(organizationId, (tx) => this.outbox.append(tx, event));
  }

  /**
   * Sets the password by a link's token, ends every session of the person, and accepts what the
   * person was invited to.
   *
   * @throws InvalidLink unknown, used or expired
   */
  async set(token: string, password: string, origin: Origin): Promise<void> {
    const passwordHash = await hashPassword(password);
    const user = await this.unitOfWork.platform(async (tx) => {
      const userId = await this.links.use(tx, token);
      await tx.update(User, { id: userId }, { passwordHash });
      await this.sessions.endAll(tx, userId);
      return tx.findOneByOrFail(User, { id: userId });
    });
    this.changes.apply('user', user.id);
    const actor: Actor = { type: 'user', id: user.id, name: user.email, ...origin };
    await this.members.acceptInvitations(user, actor);
    for (const { organizationId } of await this.members.activeOf(user.id)) {
      await this.unitOfWork.run(organizationId, (tx) =>
        this.audit.append(tx, {
          action: 'user.password-set',
          actor,
          subjectType: 'user',
          subjectId: user.id,
          at: this.clock.now(),
        }),
      );
    }
  }
}
