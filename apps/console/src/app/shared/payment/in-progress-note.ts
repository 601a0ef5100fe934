import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ProblemReport } from '../../core/http/problem.js';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Icon } from '../icon/icon.js';

/** Another purchase of the organization is being paid: which, and the way there. */
@Component({
  selector: 'pr-in-progress-note',
  imports: [Icon, RouterLink],
  template: `
    <div class="note warning-tone" role="alert">
      <pr-icon name="clock" />
      <div>
        <b>Another purchase is under way.</b>
        <p>{{ problem().detail }} Nothing was charged for this one.</p>
        @if (reference(); as id) {
          <div class="row">
            <a
              class="btn small"
              [routerLink]="['/o', context.organizationId(), 'buy']"
              [queryParams]="{ purchase: id }"
              >Go on with that purchase</a
            >
            <a class="btn small" [routerLink]="['/o', context.organizationId(), 'purchases', id]"
              >Show it</a
            >
          </div>
        }
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    p {
      margin: 2px 0 8px;
    }
  `,
})
export class InProgressNote {
  protected readonly context = inject(OrganizationContext);
  readonly problem = input.required<ProblemReport>();

  protected readonly reference = computed(() => {
    const { referenceId } = this.problem().fields;
    return typeof referenceId === 'string' ? referenceId : null;
  });
}
