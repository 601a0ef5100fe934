import { Component, computed, inject, model } from '@angular/core';
import { ORGANIZATION_PERMISSIONS, type Permission } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PERMISSION_WORDS, roleOf, ROLES, toggled } from './member-roles.js';

/** Usual sets to begin with, and each permission by itself with what it means. */
@Component({
  selector: 'pr-permission-choices',
  template: `
    <div class="field">
      <span class="label" id="role">Role</span>
      <span class="segmented" role="group" aria-labelledby="role">
        @for (role of roles; track role.word) {
          <button
            type="button"
            [title]="role.meaning"
            [attr.aria-pressed]="current() === role.word"
            [disabled]="beyond(role.permissions)"
            (click)="chosen.set(role.permissions)"
          >
            {{ role.word }}
          </button>
        }
      </span>
    </div>
    <fieldset>
      <legend class="visually-hidden">Permissions</legend>
      @for (row of rows(); track row.permission) {
        <label class="check">
          <input
            type="checkbox"
            [checked]="row.held"
            [disabled]="!row.mine"
            (change)="toggle(row.permission)"
          />
          <span>
            <span class="medium">{{ row.word }}</span>
            <span class="muted small block">{{ row.meaning }}{{ row.mine ? '' : notMine }}</span>
          </span>
          <span class="code muted hide-s">{{ row.permission }}</span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    :host {
      display: grid;
      gap: 16px;
    }
    .segmented {
      justify-self: start;
    }
    .check {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 12px;
      padding: 8px 0;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    .check:first-of-type {
      border: 0;
    }
  `,
})
export class PermissionChoices {
  private readonly context = inject(OrganizationContext);

  readonly chosen = model.required<Permission[]>();

  protected readonly roles = ROLES;
  protected readonly notMine = '. You do not hold it, so you cannot give it.';
  protected readonly current = computed(() => roleOf(this.chosen()));
  protected readonly rows = computed(() =>
    ORGANIZATION_PERMISSIONS.map((permission) => ({
      permission,
      ...PERMISSION_WORDS[permission],
      held: this.chosen().includes(permission),
      mine: this.context.can(permission) || this.chosen().includes(permission),
    })),
  );

  protected toggle(permission: Permission): void {
    this.chosen.set(toggled(this.chosen(), permission));
  }

  /** Whether a set has something that the person does not hold. */
  protected beyond(permissions: readonly Permission[]): boolean {
    return permissions.some((permission) => !this.context.can(permission));
  }
}
