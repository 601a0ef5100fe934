import { Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { LiveStream } from '../core/live/live-stream.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { formatInstant } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';

const TICK_MS = 1_000;

/** Since when the live connection is lost, of when the figures are, and when it is tried again. */
@Component({
  selector: 'pr-lost-connection',
  imports: [Icon],
  template: `
    <pr-icon name="wifi-off" />
    <span role="status">The live connection is lost. Figures are as of {{ since() }}.</span>
    <button
      type="button"
      class="btn small outlined"
      [disabled]="seconds() === null"
      (click)="live.retry()"
    >
      {{ seconds() === null ? 'Trying' : 'Try again, ' + seconds() + ' s' }}
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 8px var(--pr-gutter);
      font: var(--mat-sys-label-large);
      background: var(--pr-neutral-container);
      color: var(--pr-on-neutral-container);
    }
    .btn {
      margin-left: auto;
    }
  `,
})
export class LostConnection {
  private readonly context = inject(OrganizationContext);
  protected readonly live = inject(LiveStream);

  private readonly ticks = signal(0);
  protected readonly since = computed(() => {
    const at = this.live.lostAt();
    return at === null ? '' : formatInstant(at, this.context.timeZone(), 'clock', at);
  });
  protected readonly seconds = computed(() => {
    this.ticks();
    const at = this.live.nextTryAt();
    return at === null ? null : Math.max(1, Math.ceil((at - Date.now()) / TICK_MS));
  });

  constructor() {
    const timer = setInterval(() => this.ticks.update((count) => count + 1), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
