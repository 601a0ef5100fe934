import type { MemberInvited } from '@purser/identity';
import type { Letter } from './notice.js';

/** The mail with the link to a new password. */
export function passwordLetter(name: string, linkId: string): Letter {
  return {
    subject: 'Set a new password for Purser',
    paragraphs: [
      `Hello ${name},`,
      'somebody asked for a new password for your Purser account. The link works once and for one hour.',
    ],
    facts: [],
    action: { label: 'Set a new password', secretLinkId: linkId, secretLinkKind: 'password' },
    footnote: 'If it was not you, do nothing: your password stays as it is.',
  };
}

/** The mail to somebody who was invited to an organization. */
export function invitationLetter(event: MemberInvited, organization: string): Letter {
  const { name, invitedBy, linkId } = event;
  const firstTime = linkId !== null;
  return {
    subject: `You are invited to ${organization} on Purser`,
    paragraphs: [
      `Hello ${name},`,
      `${invitedBy} invited you to manage the tokens of ${organization}.`,
      firstTime
        ? 'Choose a password to begin. The link works once and for seven days.'
        : 'Sign in with the password you already have.',
    ],
    facts: [],
    action: firstTime
      ? { label: 'Accept the invitation', secretLinkId: linkId, secretLinkKind: 'password' }
      : { label: 'Sign in', path: '/sign-in' },
    footnote: `You get this because ${invitedBy} entered your e-mail address.`,
  };
}
