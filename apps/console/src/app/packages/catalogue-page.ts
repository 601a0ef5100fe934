import { Component, inject } from '@angular/core';
import { isActive, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';

const PATH_ONLY = {
  paths: 'exact',
  queryParams: 'ignored',
  matrixParams: 'ignored',
  fragment: 'ignored',
} as const;

/** What is sold, at which price and tax, and by whom. */
@Component({
  selector: 'pr-catalogue-page',
  imports: [Icon, PageHeader, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <pr-page-header
      heading="Packages and prices"
      sentence="What everybody is offered. Prices are net; what was bought keeps the price it froze."
    >
      <ng-container pageAction>
        @if (atPackages()) {
          <a class="btn filled" routerLink="/platform/packages/new"
            ><pr-icon name="plus" />Add a package</a
          >
        }
      </ng-container>
    </pr-page-header>
    <nav class="tabs" aria-label="Parts of the catalogue">
      @for (tab of tabs; track tab.path) {
        <a
          [routerLink]="tab.path"
          routerLinkActive
          [routerLinkActiveOptions]="{ exact: true }"
          ariaCurrentWhenActive="page"
          >{{ tab.word }}</a
        >
      }
    </nav>
    <div class="part"><router-outlet /></div>
  `,
  styles: `
    .part {
      margin-top: 16px;
    }
  `,
})
export class CataloguePage {
  /** The other parts have acts of their own. */
  protected readonly atPackages = isActive('/platform/packages', inject(Router), PATH_ONLY);
  protected readonly tabs = [
    { path: '/platform/packages', word: 'Packages' },
    { path: '/platform/packages/custom-amounts', word: 'Custom amounts' },
    { path: '/platform/packages/tax-and-seller', word: 'Tax and seller' },
  ];
}
