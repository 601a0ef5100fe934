import type { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./invoices-page.js').then((m) => m.InvoicesPage),
    children: [
      {
        path: ':invoiceId',
        title: 'Invoice',
        loadComponent: () => import('./invoice-drawer.js').then((m) => m.InvoiceDrawer),
      },
    ],
  },
];

export default routes;
