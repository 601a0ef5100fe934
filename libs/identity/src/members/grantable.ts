import type { Permission } from '@purser/contracts';
import { holds, type Caller } from '@purser/platform';
import { PermissionBeyondOwn } from '../identity.errors.js';

/**
 * Nobody gives what they do not hold in the organization.
 *
 * @throws PermissionBeyondOwn naming what is beyond
 */
export function requireOwn(
  caller: Caller,
  organizationId: string,
  permissions: readonly Permission[],
): void {
  const beyond = permissions.filter((permission) => !holds(caller, permission, organizationId));
  if (beyond.length > 0) throw new PermissionBeyondOwn(beyond);
}
