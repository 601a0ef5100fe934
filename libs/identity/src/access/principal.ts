import type { Permission } from '@purser/contracts';

/** An authenticated person or key, with what it may do; the same for all of its requests. */
export interface Principal {
  readonly type: 'user' | 'api_key';
  readonly id: string;
  /** E-mail of the person, name of the key. */
  readonly name: string;
  readonly memberships: ReadonlyMap<string, ReadonlySet<Permission>>;
  readonly platformPermissions: ReadonlySet<Permission>;
  /** Machine time in milliseconds from which on it is refused. */
  readonly expiresAtMs: number;
  /** The session of a person; null for a key. */
  readonly sessionId: string | null;
}
