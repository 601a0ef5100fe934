import { Injectable } from '@nestjs/common';
import { MemberInvited, Organizations, PasswordResetRequested } from '@purser/identity';
import { OnEvent } from '@purser/platform';
import { invitationLetter, passwordLetter } from './account-letters.js';
import { Announcer } from './announcer.service.js';

/** Mails about people's access. */
@Injectable()
export class AccountNotices {
  constructor(
    private readonly announcer: Announcer,
    private readonly organizations: Organizations,
  ) {}

  @OnEvent(PasswordResetRequested, 'notifications.password-reset')
  passwordReset(event: PasswordResetRequested, eventId: string): Promise<void> {
    const { organizationId, email, name, linkId } = event;
    return this.announcer.announce(organizationId, eventId, () =>
      Promise.resolve({
        event: 'password.reset-requested',
        eventId,
        notice: null,
        mails: [{ to: email, letter: passwordLetter(name, linkId) }],
      }),
    );
  }

  @OnEvent(MemberInvited, 'notifications.member-invited')
  memberInvited(event: MemberInvited, eventId: string): Promise<void> {
    return this.announcer.announce(event.organizationId, eventId, async (tx) => {
      const organization = await this.organizations.get(tx);
      const letter = invitationLetter(event, organization.name);
      return {
        event: 'member.invited',
        eventId,
        notice: null,
        mails: [{ to: event.email, letter }],
      };
    });
  }
}
