import type { Permission } from '@purser/contracts';
import type { IconName } from '../shared/icon/icons.js';

/** A page, as the navigation lists it. */
export interface NavigationItem {
  /** Below the organization (`history`), or from the root (`/platform/jobs`). */
  path: string;
  label: string;
  icon: IconName;
  permission: Permission;
  /** The second key after G that goes there. */
  key: string;
  /** Whether the page exists only where no real money moves. */
  sandboxOnly?: boolean;
}

export interface NavigationGroup {
  heading: string | null;
  items: NavigationItem[];
}

/** The pages by group; the first group has no heading. What one may not open is not listed. */
export const NAVIGATION: NavigationGroup[] = [
  {
    heading: null,
    items: [
      {
        path: 'dashboard',
        label: 'Dashboard',
        icon: 'layout-dashboard',
        permission: 'tokens.view',
        key: 'd',
      },
      {
        path: 'support',
        label: 'Support',
        icon: 'life-buoy',
        permission: 'tokens.adjust',
        key: 'u',
      },
      {
        path: 'buy',
        label: 'Buy tokens',
        icon: 'coins',
        permission: 'tokens.purchase',
        key: 'b',
      },
    ],
  },
  {
    heading: 'Wallet',
    items: [
      {
        path: 'history',
        label: 'Balance history',
        icon: 'chart-line',
        permission: 'tokens.view',
        key: 'h',
      },
      {
        path: 'purchases',
        label: 'Purchases',
        icon: 'receipt',
        permission: 'tokens.view',
        key: 'p',
      },
      {
        path: 'subscription',
        label: 'Subscription',
        icon: 'repeat',
        permission: 'tokens.view',
        key: 's',
      },
      {
        path: 'auto-topup',
        label: 'Auto top-up',
        icon: 'zap',
        permission: 'tokens.view',
        key: 't',
      },
      {
        path: 'alerts',
        label: 'Low-balance alerts',
        icon: 'bell',
        permission: 'tokens.view',
        key: 'l',
      },
    ],
  },
  {
    heading: 'Organization',
    items: [
      {
        path: 'payment-methods',
        label: 'Payment methods',
        icon: 'credit-card',
        permission: 'tokens.view',
        key: 'y',
      },
      {
        path: 'invoices',
        label: 'Invoices',
        icon: 'file-text',
        permission: 'tokens.view',
        key: 'i',
      },
      {
        path: 'settings',
        label: 'Settings',
        icon: 'settings',
        permission: 'tokens.view',
        key: 'o',
      },
      {
        path: 'members',
        label: 'Members',
        icon: 'users',
        permission: 'organization.admin',
        key: 'm',
      },
      {
        path: 'prices',
        label: 'Agreed prices',
        icon: 'tag',
        permission: 'platform.admin',
        key: 'r',
      },
      {
        path: 'api-keys',
        label: 'API keys',
        icon: 'key-round',
        permission: 'organization.admin',
        key: 'k',
      },
      {
        path: 'webhooks',
        label: 'Webhooks',
        icon: 'webhook',
        permission: 'organization.admin',
        key: 'w',
      },
      {
        path: 'notification-log',
        label: 'Notification log',
        icon: 'send',
        permission: 'organization.admin',
        key: 'n',
      },
      {
        path: 'finance',
        label: 'Finance',
        icon: 'landmark',
        permission: 'tokens.view',
        key: 'f',
      },
      {
        path: 'books',
        label: 'Books',
        icon: 'scale',
        permission: 'tokens.view',
        key: 'e',
      },
      {
        path: 'audit',
        label: 'Audit trail',
        icon: 'shield-check',
        permission: 'tokens.view',
        key: 'a',
      },
    ],
  },
];

/** What the staff of Purser has beside the organizations. */
export const STAFF_NAVIGATION: NavigationGroup[] = [
  {
    heading: 'Support',
    items: [
      {
        path: '/platform/approvals',
        label: 'Approvals',
        icon: 'users',
        permission: 'tokens.adjust',
        key: 'v',
      },
      {
        path: '/platform/refunds',
        label: 'Refunds',
        icon: 'undo-2',
        permission: 'tokens.adjust',
        key: 'z',
      },
      {
        path: '/platform/disputes',
        label: 'Disputes',
        icon: 'flag',
        permission: 'tokens.adjust',
        key: '.',
      },
    ],
  },
  {
    heading: 'Platform',
    items: [
      {
        path: '/platform/packages',
        label: 'Packages and prices',
        icon: 'package',
        permission: 'platform.admin',
        key: 'c',
      },
      {
        path: '/platform/jobs',
        label: 'Jobs and runs',
        icon: 'timer',
        permission: 'platform.admin',
        key: 'j',
      },
      {
        path: '/platform/reconciliation',
        label: 'Reconciliation',
        icon: 'scale',
        permission: 'platform.admin',
        key: 'q',
      },
      {
        path: '/platform/audit',
        label: 'Platform audit trail',
        icon: 'shield-check',
        permission: 'platform.admin',
        key: ',',
      },
      {
        path: '/platform/clock',
        label: 'Sandbox clock',
        icon: 'flask-conical',
        permission: 'platform.admin',
        key: 'x',
        sandboxOnly: true,
      },
    ],
  },
];

/** The pages of `groups` that a person with these permissions may open, without empty groups. */
export function openPages(
  groups: readonly NavigationGroup[],
  may: (permission: Permission) => boolean,
  sandbox: boolean,
): NavigationGroup[] {
  return groups
    .map(({ heading, items }) => ({
      heading,
      items: items.filter((item) => may(item.permission) && (sandbox || !item.sandboxOnly)),
    }))
    .filter((group) => group.items.length > 0);
}

/** Where a page is, as a link of the router takes it. */
export function addressOf(item: NavigationItem, organizationId: string): string[] {
  return item.path.startsWith('/') ? [item.path] : ['/o', organizationId, item.path];
}
