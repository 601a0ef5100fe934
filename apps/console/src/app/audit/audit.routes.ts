import type { Routes } from '@angular/router';

const routes: Routes = [
  { path: '', loadComponent: () => import('./audit-page.js').then((m) => m.AuditPage) },
  {
    path: 'report',
    title: 'Compliance report',
    loadComponent: () => import('./compliance-report-page.js').then((m) => m.ComplianceReportPage),
  },
];

export default routes;
