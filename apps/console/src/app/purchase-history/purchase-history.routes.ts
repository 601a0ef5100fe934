import type { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./purchase-history-page.js').then((m) => m.PurchaseHistoryPage),
    children: [
      {
        path: ':referenceId',
        title: 'Purchase',
        loadComponent: () => import('./purchase-drawer.js').then((m) => m.PurchaseDrawer),
      },
    ],
  },
];

export default routes;
