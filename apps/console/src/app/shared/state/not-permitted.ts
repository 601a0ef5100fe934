import { Component, computed, inject, input } from '@angular/core';
import { PERMISSIONS, type Permission } from '@purser/contracts';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Icon } from '../icon/icon.js';

/** What is possible, which permission is missing, and who can give it. */
@Component({
  selector: 'pr-not-permitted',
  imports: [Icon],
  template: `
    <pr-icon name="lock" />
    <h2>{{ heading() }}</h2>
    <p>
      {{ meaning() }} needs <span class="code nb">{{ permission() }}</span>. {{ giver() }} can give
      it to you.
    </p>
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      text-align: center;
      gap: 4px;
      padding: 56px 24px;
    }
    h2 {
      font: var(--mat-sys-title-small);
    }
    pr-icon {
      --icon-size: 20px;
      color: var(--mat-sys-on-surface-variant);
      margin-bottom: 8px;
    }
    p {
      color: var(--mat-sys-on-surface-variant);
      max-width: 48ch;
      text-wrap: balance;
    }
    .actions {
      margin-top: 12px;
      justify-content: center;
    }
  `,
})
export class NotPermitted {
  private readonly context = inject(OrganizationContext);

  readonly permission = input.required<Permission>();
  protected readonly heading = computed(() =>
    this.permission() === 'tokens.purchase' ? 'You can look, but not buy' : 'Not permitted',
  );
  protected readonly meaning = computed(() => {
    if (this.permission() === 'tokens.purchase') return 'Buying';
    const words = PERMISSIONS[this.permission()];
    return `To ${words.charAt(0).toLowerCase()}${words.slice(1)}: this`;
  });
  protected readonly giver = computed(() => {
    const name = this.context.name();
    return name ? `An administrator of ${name}` : 'An administrator';
  });
}
