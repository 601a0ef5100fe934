import { Component, computed, inject, input } from '@angular/core';
import type { JobRunView } from '@purser/contracts';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { runStatus } from './run-status.js';

/** How a run went, as a badge. */
@Component({
  selector: 'pr-run-status',
  imports: [Badge],
  template: `<pr-badge [tone]="shown().tone" [icon]="shown().icon">{{ shown().word }}</pr-badge>`,
})
export class RunStatusBadge {
  private readonly clock = inject(Clock);
  readonly run = input.required<JobRunView>();
  protected readonly shown = computed(() => runStatus(this.run(), this.clock.now()));
}
