import { Component, inject } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';

/** Where programs of the organization are told what happens. */
@Component({
  selector: 'pr-webhooks-page',
  imports: [Icon, PageHeader, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <pr-page-header
      heading="Webhooks"
      sentence="Purser tells your programs what happens: signed, at least once, tried again for up to three days."
    >
      <button pageAction type="button" class="btn filled" (click)="add()">
        <pr-icon name="plus" />Add an endpoint…
      </button>
    </pr-page-header>
    <nav class="tabs" aria-label="Parts of webhooks">
      <a
        [routerLink]="base()"
        routerLinkActive
        [routerLinkActiveOptions]="{
          paths: 'exact',
          queryParams: 'ignored',
          matrixParams: 'ignored',
          fragment: 'ignored',
        }"
        ariaCurrentWhenActive="page"
        >Endpoints</a
      >
      <a [routerLink]="[...base(), 'deliveries']" routerLinkActive ariaCurrentWhenActive="page"
        >Deliveries</a
      >
    </nav>
    <div class="part"><router-outlet /></div>
  `,
  styles: `
    .part {
      margin-top: 16px;
    }
  `,
})
export class WebhooksPage {
  private readonly router = inject(Router);
  private readonly context = inject(OrganizationContext);

  protected base(): string[] {
    return ['/o', this.context.organizationId(), 'webhooks'];
  }

  protected add(): void {
    void this.router.navigate(this.base(), { queryParams: { edit: 'new' } });
  }
}
