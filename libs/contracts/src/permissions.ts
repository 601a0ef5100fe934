/**
 * Every permission of Purser, by name. `organization` permissions are held in a membership of one
 * organization; `platform` permissions are held by Purser's own staff and reach every organization.
 */
export const PERMISSIONS = {
  'tokens.view': 'View wallet, balance, history, purchases and reports',
  'tokens.purchase': 'Buy tokens and pay for them',
  'tokens.configure': 'Configure subscriptions, auto top-up and alerts',
  'tokens.consume': 'Spend tokens: debits and holds',
  'tokens.adjust': 'Adjust, suspend and reactivate wallets, refund purchases',
  'organization.admin': 'Manage members, API keys and the settings of the organization',
  'platform.admin': 'Manage packages, prices, jobs and every organization',
} as const;

/** A permission by its name, as a membership, an API key scope and a route ask for it. */
export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly Permission[];

/** What a membership or an API key of one organization may hold. */
export const ORGANIZATION_PERMISSIONS = [
  'tokens.view',
  'tokens.purchase',
  'tokens.configure',
  'tokens.consume',
  'organization.admin',
] as const satisfies readonly Permission[];

/** What Purser's own staff may hold; each reaches every organization. */
export const PLATFORM_PERMISSIONS = [
  'tokens.view',
  'tokens.purchase',
  'tokens.configure',
  'tokens.consume',
  'tokens.adjust',
  'organization.admin',
  'platform.admin',
] as const satisfies readonly Permission[];
