import type { Permission } from '@purser/contracts';
import type { IconName } from '../shared/icon/icons.js';

/** A page of an organization, as the navigation lists it. */
export interface NavigationItem {
  path: string;
  label: string;
  icon: IconName;
  permission: Permission;
  /** The second key after G that goes there. */
  key: string;
}

/** The pages by group; the first group has no heading. What one may not open is not listed. */
export const NAVIGATION: { heading: string | null; items: NavigationItem[] }[] = [
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
    ],
  },
];
