import { Component, computed, input } from '@angular/core';

/** One part of a meter, in the unit of its maximum. */
export interface MeterPart {
  amount: number;
  look: 'solid' | 'light' | 'hatch' | 'risk' | 'alert';
}

/** A bar of parts, always with the numbers beside it. Silent unless it has a `label`. */
@Component({
  selector: 'pr-meter',
  host: {
    '[attr.role]': "label() ? 'meter' : null",
    '[attr.aria-label]': 'label()',
    '[attr.aria-hidden]': 'label() ? null : true',
    '[attr.aria-valuemin]': 'label() ? 0 : null',
    '[attr.aria-valuemax]': 'label() ? maximum() : null',
    '[attr.aria-valuenow]': 'label() ? value() : null',
    '[class.tall]': 'tall()',
  },
  template: `
    @for (part of shares(); track $index) {
      <i [class]="part.look" [style.width.%]="part.percent"></i>
    }
  `,
  styles: `
    :host {
      display: flex;
      gap: 2px;
      height: var(--meter-height, 8px);
      border-radius: 6px;
      background: var(--mat-sys-surface-container-high);
      overflow: hidden;
    }
    :host(.tall) {
      height: 12px;
    }
    i {
      display: block;
      background: var(--mat-sys-primary);
      transition: width var(--pr-slow) var(--pr-ease);
    }
    .light {
      background: color-mix(in srgb, var(--mat-sys-primary) 45%, var(--mat-sys-surface));
    }
    .risk {
      background: var(--pr-chart-expiry);
    }
    .alert {
      background: var(--pr-chart-alert);
    }
    .hatch {
      background: repeating-linear-gradient(
        135deg,
        var(--pr-chart-usage) 0 3px,
        transparent 3px 6px
      );
    }
  `,
})
export class Meter {
  readonly parts = input.required<readonly MeterPart[]>();
  readonly maximum = input.required<number>();
  readonly label = input<string>();
  readonly tall = input(false);

  protected readonly value = computed(() =>
    Math.min(
      this.maximum(),
      this.parts().reduce((sum, part) => sum + part.amount, 0),
    ),
  );
  protected readonly shares = computed(() =>
    this.parts()
      .filter((part) => part.amount > 0)
      .map((part) => ({
        look: part.look,
        percent: Math.min(100, (part.amount / Math.max(1, this.maximum())) * 100),
      })),
  );
}
