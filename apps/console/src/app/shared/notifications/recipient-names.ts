import type { MemberView } from '@purser/contracts';

/** Groups of people that can be told as such. */
export const RECIPIENT_GROUPS: Record<string, string> = {
  billing: 'The billing address',
  admins: 'All administrators',
};

/** A recipient in words: a group, a member by name, or the address as it is. */
export function recipientName(
  recipient: string,
  members: readonly Pick<MemberView, 'userId' | 'name' | 'email'>[],
): string {
  const group = RECIPIENT_GROUPS[recipient];
  if (group) return group;
  const member = members.find(({ userId }) => userId === recipient);
  if (member) return member.name;
  return recipient.includes('@') ? recipient : 'A member';
}
