import { Component, computed, inject, input } from '@angular/core';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Clock } from '../../core/time/clock.js';
import { formatAgo, formatExact, formatInstant, type TimeStyle } from '../format/time.js';

/** An instant in the organization's zone; in full, with UTC, on hover and focus. */
@Component({
  selector: 'pr-time',
  template: `<time [attr.datetime]="iso()" [title]="exact()">{{ text() }}</time>`,
})
export class Time {
  private readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);

  /** ISO-8601 instant. */
  readonly at = input.required<string>();
  readonly form = input<TimeStyle>('minute');
  /** Whether to say how long ago it was, up to 48 hours; for feeds, not for tables. */
  readonly relative = input(false);

  protected readonly iso = computed(() => new Date(this.at()).toISOString());
  protected readonly exact = computed(() => formatExact(this.at(), this.context.timeZone()));
  protected readonly text = computed(() => {
    const now = this.clock.now();
    const ago = this.relative() ? formatAgo(this.at(), now) : null;
    return ago ?? formatInstant(this.at(), this.context.timeZone(), this.form(), now);
  });
}
