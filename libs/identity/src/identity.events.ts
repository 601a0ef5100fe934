import type { DomainEvent } from '@purser/platform';

/** An organization exists; its wallet can be made. */
export class OrganizationCreated implements DomainEvent {
  static readonly eventName = 'organization.created';
  constructor(readonly organizationId: string) {}
}

/**
 * Somebody asked for a new password. The mail's link is `PasswordLinks.address(linkId)`: the secret
 * is in no event, no queue and no table.
 */
export class PasswordResetRequested implements DomainEvent {
  static readonly eventName = 'password-reset.requested';
  constructor(
    readonly organizationId: string,
    readonly userId: string,
    readonly email: string,
    readonly name: string,
    readonly linkId: string,
  ) {}
}

/**
 * A person was invited. `linkId` leads to `PasswordLinks.address(linkId)` for somebody who has no
 * password yet; null = the person has one and only needs to sign in.
 */
export class MemberInvited implements DomainEvent {
  static readonly eventName = 'member.invited';
  constructor(
    readonly organizationId: string,
    readonly userId: string,
    readonly email: string,
    readonly name: string,
    readonly invitedBy: string,
    readonly linkId: string | null,
  ) {}
}
