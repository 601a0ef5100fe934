import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';

/** What is sold, at which price and tax, and by whom. */
@Component({
  selector: 'pr-catalogue-page',
  imports: [Icon, PageHeader, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <pr-page-header
      heading="Packages and prices"
      sentence="What everybody is offered. Prices are net; what was bought keeps the price it froze."
    >
      <a pageAction class="btn filled" routerLink="/platform/packages/new"
        ><pr-icon name="plus" />Add a package</a
      >
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
  protected readonly tabs = [
    { path: '/platform/packages', word: 'Packages' },
    { path: '/platform/packages/custom-amounts', word: 'Custom amounts' },
    { path: '/platform/packages/tax-and-seller', word: 'Tax and seller' },
  ];
}
