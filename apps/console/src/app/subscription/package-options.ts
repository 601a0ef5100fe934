import { Component, computed, input, output } from '@angular/core';
import type { PackageView } from '@purser/contracts';
import { Badge } from '../shared/badge/badge.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';

/** The packages one under another, with what each brings per period. */
@Component({
  selector: 'pr-package-options',
  imports: [Badge, MoneyPipe, TokensPipe],
  template: `
    <fieldset class="stack-s">
      <legend class="visually-hidden">Package</legend>
      @for (row of rows(); track row.offer.id) {
        <label class="choice line">
          <input
            type="radio"
            name="package"
            [value]="row.offer.id"
            [checked]="row.offer.id === selected()"
            (change)="chosen.emit(row.offer.id)"
          />
          <span>
            <span class="medium">{{ row.offer.name }}</span>
            @if (row.mark) {
              <pr-badge>{{ row.mark }}</pr-badge>
            }
            <span class="muted small block">
              {{ row.offer.tokens | tokens }}
              @if (row.offer.bonusTokens > 0) {
                <span class="pos">{{ row.offer.bonusTokens | tokens: 'signed' }}</span>
              }
              tokens {{ every() }}
            </span>
          </span>
          <span class="medium nb">{{ row.offer.price | money }}</span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    pr-badge {
      margin-left: 6px;
    }
  `,
})
export class PackageOptions {
  readonly packages = input.required<readonly PackageView[]>();
  readonly selected = input.required<string | null>();
  /** `a month` or `a year`. */
  readonly every = input.required<string>();
  /** Words beside some packages, by their ids: the current one, the one that is set to come. */
  readonly marks = input<Readonly<Record<string, string>>>({});
  readonly chosen = output<string>();

  protected readonly rows = computed(() =>
    this.packages().map((offer) => ({ offer, mark: this.marks()[offer.id] ?? null })),
  );
}
