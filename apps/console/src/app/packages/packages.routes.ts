import type { Routes } from '@angular/router';
import { nothingUnsaved } from '../core/unsaved-changes.js';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./catalogue-page.js').then((m) => m.CataloguePage),
    children: [
      {
        path: '',
        loadComponent: () => import('./package-list.js').then((m) => m.PackageList),
      },
      {
        path: 'custom-amounts',
        title: 'Custom amounts',
        loadComponent: () => import('./custom-prices-list.js').then((m) => m.CustomPricesList),
      },
      {
        path: 'tax-and-seller',
        title: 'Tax and seller',
        loadComponent: () => import('./tax-and-seller.js').then((m) => m.TaxAndSeller),
      },
    ],
  },
  {
    path: 'new',
    title: 'Add a package',
    canDeactivate: [nothingUnsaved],
    loadComponent: () => import('./package-page.js').then((m) => m.PackagePage),
  },
  {
    path: ':packageId',
    title: 'Package',
    canDeactivate: [nothingUnsaved],
    loadComponent: () => import('./package-page.js').then((m) => m.PackagePage),
  },
];

export default routes;
