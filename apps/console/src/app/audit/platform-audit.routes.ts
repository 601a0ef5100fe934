import type { Routes } from '@angular/router';
import { AuditApi } from './audit-api.js';
import { PlatformAuditApi } from './platform-audit-api.js';

const routes: Routes = [
  {
    path: '',
    providers: [{ provide: AuditApi, useExisting: PlatformAuditApi }],
    loadComponent: () => import('./audit-page.js').then((m) => m.AuditPage),
  },
];

export default routes;
