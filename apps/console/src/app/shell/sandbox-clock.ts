import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../core/auth/session.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatInstant, zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';

/** Says that this is a sandbox, and what time it is in it. */
@Component({
  selector: 'pr-sandbox-clock',
  imports: [Icon, NgTemplateOutlet, RouterLink],
  template: `
    @if (canMove()) {
      <a
        class="pill"
        routerLink="/platform/clock"
        title="Sandbox: no real money moves. Move its clock."
        ><ng-container [ngTemplateOutlet]="words"
      /></a>
    } @else {
      <span class="pill" title="Sandbox: no real money moves. Its clock can be moved."
        ><ng-container [ngTemplateOutlet]="words"
      /></span>
    }
    <ng-template #words>
      <pr-icon name="flask-conical" />
      <span class="hide-s">Sandbox ·</span> {{ time() }} <span class="hide-s">{{ zone() }}</span>
    </ng-template>
  `,
  styles: `
    .pill {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      height: 28px;
      padding: 0 8px;
      border-radius: var(--mat-sys-corner-small);
      background: var(--pr-warning-container);
      color: var(--pr-on-warning-container);
      font: var(--mat-sys-label-medium);
      white-space: nowrap;
    }
  `,
})
export class SandboxClock {
  private readonly clock = inject(Clock);
  private readonly session = inject(Session);
  private readonly context = inject(OrganizationContext);

  protected readonly canMove = computed(
    () => this.session.user()?.platformPermissions.includes('platform.admin') ?? false,
  );
  protected readonly time = computed(() =>
    formatInstant(this.clock.now(), this.context.timeZone(), 'minute', this.clock.now()),
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
}
