/** Subjects of audit actions that change who may do what. */
const SUBJECTS = ['member.', 'api-key.'];

/** Whether an audited action changed who may do what: members, their permissions, API keys. */
export function isPermissionChange(action: string): boolean {
  return SUBJECTS.some((subject) => action.startsWith(subject));
}
