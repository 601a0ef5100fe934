import type { Permission } from '@purser/contracts';
import type { Actor } from '../requests/actor.js';

/** The authenticated principal of one request, with what it may do. */
export interface Caller extends Actor {
  readonly type: 'user' | 'api_key';
  readonly id: string;
  /** Organizations the caller belongs to, with the permissions held there. */
  readonly memberships: ReadonlyMap<string, ReadonlySet<Permission>>;
  /** What staff hold everywhere. Empty for customers and API keys. */
  readonly platformPermissions: ReadonlySet<Permission>;
}

/** Whether `caller` holds `permission` in `organizationId`. */
export function holds(caller: Caller, permission: Permission, organizationId: string): boolean {
  return (
    caller.platformPermissions.has(permission) ||
    (caller.memberships.get(organizationId)?.has(permission) ?? false)
  );
}
