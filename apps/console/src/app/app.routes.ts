import type { Routes } from '@angular/router';
import {
  home,
  organizationChosen,
  outsideOrganizations,
  permitted,
  signedIn,
} from './core/auth/guards.js';
import { nothingUnsaved, orOtherQuery } from './core/unsaved-changes.js';

/** Titles are also what the navigation and the breadcrumb say. */
export const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [home], children: [] },
  {
    path: 'pay/:token',
    title: 'Pay',
    loadComponent: () => import('./recovery/recovery-page.js').then((m) => m.RecoveryPage),
  },
  { path: '', loadChildren: () => import('./sign-in/sign-in.routes.js') },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell.js').then((m) => m.Shell),
    children: [
      {
        path: 'organizations',
        title: 'Organizations',
        loadComponent: () =>
          import('./organizations/organizations-page.js').then((m) => m.OrganizationsPage),
      },
      {
        path: 'o/:organizationId',
        canActivate: [organizationChosen],
        children: [
          { path: '', pathMatch: 'full', redirectTo: 'dashboard' },
          {
            path: 'dashboard',
            title: 'Dashboard',
            canActivate: [permitted('tokens.view')],
            loadComponent: () =>
              import('./dashboard/dashboard-page.js').then((m) => m.DashboardPage),
          },
          {
            path: 'support',
            title: 'Support',
            canActivate: [permitted('tokens.adjust')],
            canDeactivate: [nothingUnsaved],
            loadComponent: () => import('./support/support-page.js').then((m) => m.SupportPage),
          },
          {
            path: 'buy',
            title: 'Buy tokens',
            canActivate: [permitted('tokens.purchase')],
            loadComponent: () => import('./purchase/purchase-page.js').then((m) => m.PurchasePage),
          },
          {
            path: 'history',
            title: 'Balance history',
            canActivate: [permitted('tokens.view')],
            loadComponent: () =>
              import('./balance-history/balance-history-page.js').then((m) => m.BalanceHistoryPage),
          },
          {
            path: 'purchases',
            title: 'Purchases',
            canActivate: [permitted('tokens.view')],
            loadChildren: () => import('./purchase-history/purchase-history.routes.js'),
          },
          {
            path: 'prices',
            title: 'Agreed prices',
            canActivate: [permitted('platform.admin')],
            loadComponent: () =>
              import('./packages/agreed-prices-page.js').then((m) => m.AgreedPricesPage),
          },
          {
            path: 'api-keys',
            title: 'API keys',
            canActivate: [permitted('organization.admin')],
            loadComponent: () => import('./api-keys/api-keys-page.js').then((m) => m.ApiKeysPage),
          },
          {
            path: 'webhooks',
            title: 'Webhooks',
            canActivate: [permitted('organization.admin')],
            loadChildren: () => import('./webhooks/webhooks.routes.js'),
          },
          {
            path: 'notification-log',
            title: 'Notification log',
            canActivate: [permitted('organization.admin')],
            loadComponent: () =>
              import('./notification-log/notification-log-page.js').then(
                (m) => m.NotificationLogPage,
              ),
          },
          {
            path: 'finance',
            title: 'Finance',
            canActivate: [permitted('tokens.view')],
            loadComponent: () => import('./finance/finance-page.js').then((m) => m.FinancePage),
          },
          {
            path: 'books',
            title: 'Books',
            canActivate: [permitted('tokens.view')],
            loadComponent: () => import('./reconciliation/books-page.js').then((m) => m.BooksPage),
          },
          {
            path: 'audit',
            title: 'Audit trail',
            canActivate: [permitted('tokens.view')],
            loadChildren: () => import('./audit/audit.routes.js'),
          },
          {
            path: 'subscription',
            title: 'Subscription',
            canActivate: [permitted('tokens.view')],
            loadComponent: () =>
              import('./subscription/subscription-page.js').then((m) => m.SubscriptionPage),
          },
          {
            path: 'auto-topup',
            title: 'Auto top-up',
            canActivate: [permitted('tokens.view')],
            canDeactivate: [nothingUnsaved],
            runGuardsAndResolvers: orOtherQuery('kind'),
            loadComponent: () =>
              import('./auto-topup/auto-topup-page.js').then((m) => m.AutoTopUpPage),
          },
          {
            path: 'payment-methods',
            title: 'Payment methods',
            canActivate: [permitted('tokens.view')],
            loadComponent: () =>
              import('./payment-methods/payment-methods-page.js').then((m) => m.PaymentMethodsPage),
          },
          {
            path: 'invoices',
            title: 'Invoices',
            canActivate: [permitted('tokens.view')],
            loadChildren: () => import('./invoices/invoices.routes.js'),
          },
          {
            path: 'settings',
            title: 'Settings',
            canActivate: [permitted('tokens.view')],
            canDeactivate: [nothingUnsaved],
            loadComponent: () => import('./settings/settings-page.js').then((m) => m.SettingsPage),
          },
          {
            path: 'members',
            title: 'Members',
            canActivate: [permitted('organization.admin')],
            loadComponent: () => import('./members/members-page.js').then((m) => m.MembersPage),
          },
          {
            path: 'notifications',
            title: 'Notifications',
            canActivate: [permitted('tokens.view')],
            loadChildren: () => import('./notifications/notifications.routes.js'),
          },
          {
            path: 'alerts',
            title: 'Low-balance alerts',
            canActivate: [permitted('tokens.view')],
            canDeactivate: [nothingUnsaved],
            runGuardsAndResolvers: orOtherQuery('alert'),
            loadComponent: () =>
              import('./thresholds/thresholds-page.js').then((m) => m.ThresholdsPage),
          },
          {
            path: 'not-permitted',
            title: 'Not permitted',
            loadComponent: () =>
              import('./shell/not-permitted-page.js').then((m) => m.NotPermittedPage),
          },
        ],
      },
      {
        path: 'platform',
        title: 'Platform',
        canActivate: [outsideOrganizations],
        children: [
          { path: '', pathMatch: 'full', redirectTo: 'jobs' },
          {
            path: 'approvals',
            title: 'Approvals',
            canActivate: [permitted('tokens.adjust')],
            loadComponent: () => import('./support/approvals-page.js').then((m) => m.ApprovalsPage),
          },
          {
            path: 'refunds',
            title: 'Refunds',
            canActivate: [permitted('tokens.adjust')],
            loadComponent: () => import('./refunds/refunds-page.js').then((m) => m.RefundsPage),
          },
          {
            path: 'disputes',
            title: 'Disputes',
            canActivate: [permitted('tokens.adjust')],
            loadComponent: () => import('./disputes/disputes-page.js').then((m) => m.DisputesPage),
          },
          {
            path: 'packages',
            title: 'Packages and prices',
            canActivate: [permitted('platform.admin')],
            loadChildren: () => import('./packages/packages.routes.js'),
          },
          {
            path: 'jobs',
            title: 'Jobs and runs',
            canActivate: [permitted('platform.admin')],
            loadChildren: () => import('./jobs/jobs.routes.js'),
          },
          {
            path: 'reconciliation',
            title: 'Reconciliation',
            canActivate: [permitted('platform.admin')],
            loadComponent: () =>
              import('./reconciliation/reconciliation-page.js').then((m) => m.ReconciliationPage),
          },
          {
            path: 'audit',
            title: 'Platform audit trail',
            canActivate: [permitted('platform.admin')],
            loadChildren: () => import('./audit/platform-audit.routes.js'),
          },
          {
            path: 'clock',
            title: 'Sandbox clock',
            canActivate: [permitted('platform.admin')],
            loadComponent: () =>
              import('./sandbox-clock/sandbox-clock-page.js').then((m) => m.SandboxClockPage),
          },
          {
            path: 'not-permitted',
            title: 'Not permitted',
            loadComponent: () =>
              import('./shell/not-permitted-page.js').then((m) => m.NotPermittedPage),
          },
        ],
      },
      {
        path: '**',
        title: 'Not found',
        loadComponent: () => import('./shell/not-found-page.js').then((m) => m.NotFoundPage),
      },
    ],
  },
];
