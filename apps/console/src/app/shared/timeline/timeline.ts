import { Component, input } from '@angular/core';
import type { Tone } from '../badge/badge.js';
import { Icon } from '../icon/icon.js';
import type { IconName } from '../icon/icons.js';
import { Time } from '../value/time.js';
import type { TimeStyle } from '../format/time.js';

/** One step of a timeline. */
export interface TimelineStep {
  id: string;
  title: string;
  more?: string;
  at?: string;
  icon: IconName;
  tone: Tone;
}

/** What happened, oldest first; milliseconds only where a machine acted. */
@Component({
  selector: 'pr-timeline',
  imports: [Icon, Time],
  template: `
    <ol>
      @for (step of steps(); track step.id) {
        <li>
          <span class="point" [class]="step.tone + '-tone'"><pr-icon [name]="step.icon" /></span>
          <div>
            @if (step.at; as at) {
              <span class="when"><pr-time [at]="at" [form]="timeStyle()" /></span>
            }
            <span class="medium">{{ step.title }}</span>
            @if (step.more; as more) {
              <p>{{ more }}</p>
            }
          </div>
        </li>
      }
    </ol>
  `,
  styles: `
    li {
      display: grid;
      grid-template-columns: 20px minmax(0, 1fr);
      gap: 0 12px;
      position: relative;
      padding-bottom: 16px;
    }
    li::before {
      content: '';
      position: absolute;
      left: 9.5px;
      top: 22px;
      bottom: -2px;
      width: 1px;
      background: var(--mat-sys-outline-variant);
    }
    li:last-child {
      padding-bottom: 0;
    }
    li:last-child::before {
      display: none;
    }
    .point {
      width: 20px;
      height: 20px;
      border-radius: 50%;
      display: grid;
      place-items: center;
    }
    .point.neutral-tone {
      background: var(--pr-neutral-container);
      color: var(--pr-on-neutral-container);
    }
    pr-icon {
      --icon-size: 12px;
      --icon-stroke: 2.25;
    }
    .when {
      float: right;
      margin-left: 12px;
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
      line-height: 20px;
    }
    p {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
      margin-top: 2px;
      overflow-wrap: anywhere;
    }
  `,
})
export class Timeline {
  readonly steps = input.required<readonly TimelineStep[]>();
  readonly timeStyle = input<TimeStyle>('minute');
}
