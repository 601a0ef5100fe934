import type { ActorView } from './common.js';
import type { Permission } from '../permissions.js';

export interface MembershipView {
  organizationId: string;
  name: string;
  permissions: Permission[];
}

/** The signed-in person. `organizationId` is set when there is exactly one membership. */
export interface SessionUserView {
  id: string;
  email: string;
  name: string;
  organizationId: string | null;
  /** Permissions in `organizationId`, or the platform permissions where there is none. */
  permissions: Permission[];
  memberships: MembershipView[];
  platformPermissions: Permission[];
}

/** The answer of a login or a refresh. `expiresIn` is in seconds. */
export interface SignedInView {
  accessToken: string;
  expiresIn: number;
  user: SessionUserView;
}

export interface SessionView {
  user: SessionUserView | null;
}

export interface OrganizationView {
  id: string;
  name: string;
  legalName: string;
  /** ISO 4217. */
  currency: string;
  /** IANA time zone. */
  timeZone: string;
  country: string;
  /** Postal address for invoices, line by line. */
  addressLines?: string[];
  taxId: string | null;
  billingEmail: string;
  poNumber: string | null;
  createdAt: string;
}

/** What staff wrote down about an organization; its members do not see it. Never changed. */
export interface OrganizationNoteView {
  id: string;
  organizationId: string;
  /** Plain text with line breaks. */
  body: string;
  author: ActorView;
  createdAt: string;
}

export interface MemberView {
  userId: string;
  email: string;
  name: string;
  permissions: Permission[];
  status: 'active' | 'invited';
  createdAt: string;
  /** The version; sent back as `If-Match` with a change. */
  eTag: string;
}

/** An API key without its secret. */
export interface ApiKeyView {
  id: string;
  organizationId: string;
  name: string;
  /** The first characters of the key, enough to recognize it. */
  prefix: string;
  scopes: Permission[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** The only answer that holds the secret of an API key. */
export interface CreatedApiKeyView extends ApiKeyView {
  secret: string;
}
