import { Component, input } from '@angular/core';
import { Icon } from '../shared/icon/icon.js';

/** The named steps of a purchase; on phones only the current name is shown. */
@Component({
  selector: 'pr-stepper',
  imports: [Icon],
  template: `
    <ol aria-label="Steps">
      @for (step of steps(); track step) {
        <li
          [class.done]="$index < current()"
          [attr.aria-current]="$index === current() ? 'step' : null"
        >
          <i>
            @if ($index < current()) {
              <pr-icon name="check" />
            } @else {
              {{ $index + 1 }}
            }
          </i>
          <span>{{ step }}</span>
          @if ($index < current()) {
            <span class="visually-hidden">, done</span>
          }
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: flex;
      align-items: center;
      gap: 8px;
      margin-bottom: 24px;
    }
    li {
      display: flex;
      align-items: center;
      gap: 8px;
      font: var(--mat-sys-label-large);
      color: var(--mat-sys-on-surface-variant);
      white-space: nowrap;
    }
    li:not(:last-child)::after {
      content: '';
      width: 40px;
      height: 1px;
      background: var(--mat-sys-outline-variant);
    }
    i {
      width: 20px;
      height: 20px;
      border-radius: 50%;
      display: grid;
      place-items: center;
      font: 600 11px/1 var(--pr-font);
      background: var(--pr-neutral-container);
      color: var(--pr-on-neutral-container);
    }
    pr-icon {
      --icon-size: 12px;
      --icon-stroke: 2.5;
    }
    [aria-current] {
      color: var(--mat-sys-on-surface);
    }
    [aria-current] > i {
      background: var(--mat-sys-primary);
      color: var(--mat-sys-on-primary);
    }
    .done > i {
      background: var(--pr-success-container);
      color: var(--pr-on-success-container);
    }
    @media (max-width: 839px) {
      ol {
        margin-bottom: 16px;
      }
      li:not([aria-current]) span {
        display: none;
      }
      li:not(:last-child)::after {
        width: 16px;
      }
    }
  `,
})
export class Stepper {
  readonly steps = input.required<readonly string[]>();
  /** Position of the current step, from 0. */
  readonly current = input.required<number>();
}
