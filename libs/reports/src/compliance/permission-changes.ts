/** Audit actions that change who may do what begin with one of these subjects. */
const SUBJECTS = ['member.', 'api_key.', 'api-key.', 'user.permissions'];

/** Whether an audited action changed who may do what: members, their permissions, API keys. */
export function isPermissionChange(action: string): boolean {
  return SUBJECTS.some((subject) => action.startsWith(subject));
}
