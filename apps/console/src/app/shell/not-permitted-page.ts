import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { type Permission, PERMISSIONS } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PageHeader } from '../shared/page/page-header.js';
import { NotPermitted } from '../shared/state/not-permitted.js';

/** Shown at the address of a page that the person may not open. */
@Component({
  selector: 'pr-not-permitted-page',
  imports: [NotPermitted, PageHeader, RouterLink],
  template: `
    <pr-page-header [heading]="page() ?? 'Not permitted'" />
    <section class="panel" aria-label="Not permitted">
      <pr-not-permitted [permission]="missing()">
        @if (context.organizationId() && context.can('tokens.view')) {
          <a class="btn outlined" [routerLink]="['/o', context.organizationId(), 'dashboard']">
            Dashboard
          </a>
        } @else {
          <a class="btn outlined" routerLink="/organizations">Organizations</a>
        }
      </pr-not-permitted>
    </section>
  `,
})
export class NotPermittedPage {
  protected readonly context = inject(OrganizationContext);
  /** From the address: the permission that is missing, and the page that needs it. */
  readonly permission = input<string>();
  readonly page = input<string>();

  protected readonly missing = computed<Permission>(() => {
    const name = this.permission() ?? '';
    return name in PERMISSIONS ? (name as Permission) : 'tokens.view';
  });
}
