import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { MemberView, PageView, Permission } from '@purser/contracts';
import {
  Clock,
  decodeCursor,
  isId,
  newId,
  NotFound,
  Outbox,
  PreconditionFailed,
  toPage,
  UnitOfWork,
  type Actor,
  type Caller,
  type Tx,
} from '@purser/platform';
import { AccessChanges } from '../access/access-changes.js';
import { LastAdministrator, MemberExists } from '../identity.errors.js';
import { MemberInvited } from '../identity.events.js';
import { accepts } from '../if-match.js';
import { Organization } from '../organizations/organization.entity.js';
import { PasswordLinks } from '../passwords/password-links.service.js';
import { User } from '../users/user.entity.js';
import { normalEmail, Users } from '../users/users.service.js';
import { requireOwn } from './grantable.js';
import { Member } from './member.entity.js';
import { MembershipDirectoryEntry } from './membership-directory.entity.js';

const ADMINISTRATOR: Permission = 'organization.admin';
const ETAG_CHARACTERS = 16;

/** Who is to be invited. */
export interface Invitation {
  email: string;
  /** Null = the part of the e-mail before the @, until the person says. */
  name: string | null;
  permissions: readonly Permission[];
}

/** An active member, as mails are addressed. */
export interface Contact {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly isAdministrator: boolean;
}

/** Who may do what in an organization. */
@Injectable()
export class Members {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
    private readonly changes: AccessChanges,
    private readonly users: Users,
    private readonly links: PasswordLinks,
  ) {}

  /** Makes a person a member at once, or sets the permissions of one who is. Asks no questions. */
  async add(
    organizationId: string,
    userId: string,
    permissions: readonly Permission[],
    actor: Actor,
  ): Promise<void> {
    const user = await this.users.find(userId);
    if (!user) throw new NotFound();
    await this.enterDirectory(userId, organizationId);
    await this.unitOfWork.run(organizationId, async (tx) => {
      const before = await tx.findOneBy(Member, { organizationId, userId });
      const wanted = { permissions: [...permissions], status: 'active' as const };
      if (before) await tx.update(Member, { organizationId, userId }, wanted);
      else await tx.insert(Member, { ...this.newMember(tx, user, user.name), ...wanted });
      await this.record(tx, before ? 'member.changed' : 'member.added', actor, before, userId);
    });
    this.changes.apply('user', userId);
  }

  /**
   * Invites a person by e-mail. Whether the person has an account elsewhere is not told: the
   * membership is `invited` until the person signs in the next time.
   *
   * @throws PermissionBeyondOwn, MemberExists
   */
  async invite(
    organizationId: string,
    invitation: Invitation,
    caller: Caller,
  ): Promise<MemberView> {
    requireOwn(caller, organizationId, invitation.permissions);
    const email = normalEmail(invitation.email);
    const name = invitation.name ?? email.split('@')[0] ?? email;
    const user = await this.users.create({ email, name, password: null });
    const linkId =
      user.passwordHash === null ? await this.links.make(user.id, 'invitation', 'event') : null;
    await this.enterDirectory(user.id, organizationId);
    return this.unitOfWork.run(organizationId, async (tx) => {
      await lockOrganization(tx);
      if (await tx.existsBy(Member, { organizationId, userId: user.id })) {
        throw new MemberExists(email);
      }
      const permissions = [...invitation.permissions];
      const member = { ...this.newMember(tx, user, name), permissions, invitedBy: caller.name };
      await tx.insert(Member, member);
      const invited = new MemberInvited(organizationId, user.id, email, name, caller.name, linkId);
      await this.outbox.append(tx, invited);
      return this.record(tx, 'member.invited', caller, null, user.id);
    });
  }

  /**
   * Replaces the permissions of a member. Taking away is free, giving only what one holds.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws NotFound, PermissionBeyondOwn, PreconditionFailed, LastAdministrator
   */
  async setPermissions(
    organizationId: string,
    userId: string,
    permissions: readonly Permission[],
    ifMatch: string | null,
    caller: Caller,
  ): Promise<MemberView> {
    const view = await this.unitOfWork.run(organizationId, async (tx) => {
      await lockOrganization(tx);
      const before = await existing(tx, userId);
      const held = new Set(before.permissions);
      requireOwn(
        caller,
        organizationId,
        permissions.filter((permission) => !held.has(permission)),
      );
      requireVersion(before, ifMatch);
      if (!permissions.includes(ADMINISTRATOR)) await requireAnotherAdministrator(tx, before);
      await tx.update(Member, { organizationId, userId }, { permissions: [...permissions] });
      return this.record(tx, 'member.changed', caller, before, userId);
    });
    this.changes.apply('user', userId);
    return view;
  }

  /**
   * @param ifMatch the ETag that was looked at, or null to remove whatever is there
   * @throws NotFound, PreconditionFailed, LastAdministrator
   */
  async remove(
    organizationId: string,
    userId: string,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<void> {
    await this.unitOfWork.run(organizationId, async (tx) => {
      await lockOrganization(tx);
      const before = await existing(tx, userId);
      requireVersion(before, ifMatch);
      await requireAnotherAdministrator(tx, before);
      await tx.delete(Member, { organizationId, userId });
      await this.changes.announce(tx, 'user', userId);
      await this.audit.append(tx, {
        action: 'member.removed',
        actor,
        subjectType: 'member',
        subjectId: userId,
        before: recorded(before),
        at: this.clock.now(),
      });
    });
    await this.unitOfWork.platform((tx) =>
      tx.delete(MembershipDirectoryEntry, { userId, organizationId }),
    );
    this.changes.apply('user', userId);
  }

  /** A page of the members, newest first. */
  async list(
    organizationId: string,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<MemberView>> {
    const before = page.cursor ? decodeCursor(page.cursor, isId) : null;
    const rows = await this.unitOfWork.read(organizationId, (tx) => {
      const query = tx
        .createQueryBuilder(Member, 'member')
        .where('member.organizationId = :organizationId', { organizationId });
      if (before !== null) query.andWhere('member.id < :before', { before });
      return query
        .orderBy('member.id', 'DESC')
        .take(page.limit + 1)
        .getMany();
    });
    return toPage(rows, page.limit, (row) => row.id, memberView);
  }

  /** The active members of the transaction's organization, oldest first. */
  async contacts(tx: Tx): Promise<Contact[]> {
    const members = await tx.find(Member, {
      where: { organizationId: tx.organizationId, status: 'active' },
      order: { id: 'ASC' },
    });
    return members.map(({ userId, email, name, permissions }) => {
      return { userId, email, name, isAdministrator: permissions.includes(ADMINISTRATOR) };
    });
  }

  /** The active memberships of a person, in all organizations. */
  async activeOf(userId: string): Promise<Member[]> {
    return (await this.membershipsOf(userId)).filter(({ status }) => status === 'active');
  }

  /** Accepts what the person was invited to; called when the person has just signed in. */
  async acceptInvitations(user: User, actor: Actor): Promise<void> {
    const invited = (await this.membershipsOf(user.id)).filter((one) => one.status === 'invited');
    for (const { organizationId } of invited) {
      await this.unitOfWork.run(organizationId, async (tx) => {
        const where = { organizationId, userId: user.id, status: 'invited' as const };
        const before = await tx.findOne(Member, { where, lock: { mode: 'pessimistic_write' } });
        if (!before) return;
        await tx.update(Member, where, { status: 'active', name: user.name });
        await this.record(tx, 'member.accepted', actor, before, user.id);
      });
    }
    if (invited.length > 0) this.changes.apply('user', user.id);
  }

  private async membershipsOf(userId: string): Promise<Member[]> {
    const entries = await this.unitOfWork.platform((tx) =>
      tx.findBy(MembershipDirectoryEntry, { userId }),
    );
    const memberships: Member[] = [];
    for (const { organizationId } of entries) {
      const member = await this.unitOfWork.read(organizationId, (tx) =>
        tx.findOneBy(Member, { organizationId, userId }),
      );
      if (member) memberships.push(member);
    }
    return memberships;
  }

  private async enterDirectory(userId: string, organizationId: string): Promise<void> {
    await this.unitOfWork.platform((tx) =>
      tx
        .createQueryBuilder()
        .insert()
        .into(MembershipDirectoryEntry)
        .values({ userId, organizationId })
        .orIgnore()
        .execute(),
    );
  }

  private newMember(tx: Tx, user: User, name: string): Member {
    const now = this.clock.now();
    return {
      organizationId: tx.organizationId,
      id: newId(now),
      userId: user.id,
      email: user.email,
      name,
      permissions: [],
      status: 'invited',
      invitedBy: null,
      createdAt: now,
    };
  }

  /** Audits and announces what `userId` may do from here on. */
  private async record(
    tx: Tx,
    action: string,
    actor: Actor,
    before: Member | null,
    userId: string,
  ): Promise<MemberView> {
    const after = await existing(tx, userId);
    await this.changes.announce(tx, 'user', userId);
    await this.audit.append(tx, {
      action,
      actor,
      subjectType: 'member',
      subjectId: userId,
      before: before && recorded(before),
      after: recorded(after),
      at: this.clock.now(),
    });
    return memberView(after);
  }
}

function memberView(member: Member): MemberView {
  const { userId, email, name, permissions, status } = member;
  const createdAt = member.createdAt.toISOString();
  return { userId, email, name, permissions, status, createdAt, eTag: eTagOf(member) };
}

/** What can be changed decides the version: setting what is there already is no change. */
function eTagOf({ permissions, status }: Member): string {
  const digest = createHash('sha256').update([status, ...permissions.toSorted()].join(' '));
  return `"${digest.digest('base64url').slice(0, ETAG_CHARACTERS)}"`;
}

function requireVersion(member: Member, ifMatch: string | null): void {
  const eTag = eTagOf(member);
  if (!accepts(ifMatch, eTag)) throw new PreconditionFailed(eTag);
}

function recorded({ email, permissions, status }: Member): object {
  return { email, permissions, status };
}

async function existing(tx: Tx, userId: string): Promise<Member> {
  const { organizationId } = tx;
  const member = await tx.findOneBy(Member, { organizationId, userId });
  if (!member) throw new NotFound();
  return member;
}

/** Two administrators who remove each other at once must not both succeed. */
async function lockOrganization(tx: Tx): Promise<void> {
  await tx.findOneOrFail(Organization, {
    where: { organizationId: tx.organizationId },
    lock: { mode: 'for_no_key_update' },
  });
}

async function requireAnotherAdministrator(tx: Tx, leaving: Member): Promise<void> {
  if (leaving.status !== 'active' || !leaving.permissions.includes(ADMINISTRATOR)) return;
  const others = await tx
    .createQueryBuilder(Member, 'member')
    .where('member.organizationId = :organization', { organization: tx.organizationId })
    .andWhere('member.userId <> :leaving', { leaving: leaving.userId })
    .andWhere("member.status = 'active'")
    .andWhere(':administrator = ANY (member.permissions)', { administrator: ADMINISTRATOR })
    .getCount();
  if (others === 0) throw new LastAdministrator();
}
