import { ORGANIZATION_PERMISSIONS, type Permission } from '@purser/contracts';

/** Permissions in the words of somebody who gives them. */
export const PERMISSION_WORDS: Record<
  (typeof ORGANIZATION_PERMISSIONS)[number],
  { word: string; meaning: string }
> = {
  'tokens.view': {
    word: 'View',
    meaning: 'Sees the wallet, history, purchases, invoices and reports',
  },
  'tokens.purchase': { word: 'Buy', meaning: 'Buys tokens, adds and removes cards' },
  'tokens.configure': {
    word: 'Configure',
    meaning:
      'Sets up alerts, the subscription and auto top-up; the latter two spend money by themselves',
  },
  'tokens.consume': { word: 'Spend', meaning: 'Spends tokens; usually programs do, with API keys' },
  'organization.admin': {
    word: 'Administer',
    meaning: 'Invites members, changes permissions, API keys and settings',
  },
};

/** Sets of permissions that people usually mean. */
export const ROLES: readonly { word: string; meaning: string; permissions: Permission[] }[] = [
  { word: 'Viewer', meaning: 'Looks, changes nothing', permissions: ['tokens.view'] },
  {
    word: 'Buyer',
    meaning: 'Looks and buys',
    permissions: ['tokens.view', 'tokens.purchase'],
  },
  {
    word: 'Manager',
    meaning: 'Buys, and sets up what buys by itself',
    permissions: ['tokens.view', 'tokens.purchase', 'tokens.configure'],
  },
  {
    word: 'Admin',
    meaning: 'Everything, members and keys too',
    permissions: [...ORGANIZATION_PERMISSIONS],
  },
];

/** The name of a set of permissions; null where it is one of its own. */
export function roleOf(permissions: readonly Permission[]): string | null {
  const key = sorted(permissions);
  return ROLES.find((role) => sorted(role.permissions) === key)?.word ?? null;
}

/** The set with `permission` in or out, in the order of the list. */
export function toggled(permissions: readonly Permission[], permission: Permission): Permission[] {
  const set = new Set(permissions);
  if (!set.delete(permission)) set.add(permission);
  return ORGANIZATION_PERMISSIONS.filter((one) => set.has(one));
}

const sorted = (permissions: readonly Permission[]) => permissions.toSorted().join(' ');
