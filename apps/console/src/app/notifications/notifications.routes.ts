import type { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./inbox-page.js').then((m) => m.InboxPage),
  },
  {
    path: 'recipients',
    title: 'Who is told',
    loadComponent: () => import('./recipients-page.js').then((m) => m.RecipientsPage),
  },
];

export default routes;
