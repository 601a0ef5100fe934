import type { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./webhooks-page.js').then((m) => m.WebhooksPage),
    children: [
      { path: '', loadComponent: () => import('./endpoint-list.js').then((m) => m.EndpointList) },
      {
        path: 'deliveries',
        title: 'Deliveries',
        loadComponent: () => import('./delivery-list.js').then((m) => m.DeliveryList),
      },
    ],
  },
];

export default routes;
