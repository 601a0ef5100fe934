import type { Routes } from '@angular/router';

const routes: Routes = [
  { path: '', loadComponent: () => import('./jobs-page.js').then((m) => m.JobsPage) },
];

export default routes;
