import { Injectable } from '@nestjs/common';
import type { MembershipView, Permission, SessionUserView } from '@purser/contracts';
import { NotAuthenticated, type Caller } from '@purser/platform';
import { Members } from '../members/members.service.js';
import { Organizations } from '../organizations/organizations.service.js';
import type { User } from '../users/user.entity.js';
import { Users } from '../users/users.service.js';

/** Tells people and keys who they are and what they may do. */
@Injectable()
export class SessionUsers {
  constructor(
    private readonly users: Users,
    private readonly members: Members,
    private readonly organizations: Organizations,
  ) {}

  /** The person, with what is held this moment. */
  async view(user: User): Promise<SessionUserView> {
    const memberships = await this.members.activeOf(user.id);
    const held = memberships.map(
      ({ organizationId, permissions }) => [organizationId, permissions] as const,
    );
    return this.compose(user, held, user.platformPermissions);
  }

  /** The caller of a request; an API key has no e-mail, so its is empty. */
  async ofCaller(caller: Caller): Promise<SessionUserView> {
    if (caller.type === 'user') {
      const user = await this.users.find(caller.id);
      if (!user) throw new NotAuthenticated();
      return this.view(user);
    }
    const held = [...caller.memberships].map(
      ([organizationId, permissions]) => [organizationId, [...permissions]] as const,
    );
    return this.compose({ id: caller.id, email: '', name: caller.name }, held, []);
  }

  private async compose(
    who: Pick<SessionUserView, 'id' | 'email' | 'name'>,
    held: readonly (readonly [string, readonly Permission[]])[],
    platformPermissions: Permission[],
  ): Promise<SessionUserView> {
    const names = await this.organizations.namesOf(held.map(([organizationId]) => organizationId));
    const memberships: MembershipView[] = held
      .map(([organizationId, permissions]) => ({
        organizationId,
        name: names.get(organizationId) ?? '',
        permissions: [...permissions],
      }))
      .sort((one, other) => one.name.localeCompare(other.name, 'en'));
    const only = memberships.length === 1 ? memberships[0] : undefined;
    return {
      id: who.id,
      email: who.email,
      name: who.name,
      organizationId: only?.organizationId ?? null,
      permissions: only?.permissions ?? platformPermissions,
      memberships,
      platformPermissions,
    };
  }
}
