import { Component, computed, inject, input, output } from '@angular/core';
import type { PackageView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { pricePerThousand } from '../shared/format/money.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';

/** The packages as cards; the whole card is the label of its radio button. */
@Component({
  selector: 'pr-package-choices',
  imports: [Badge, MoneyPipe, TokensPipe],
  template: `
    <fieldset class="stack-m">
      <legend class="visually-hidden">Package</legend>
      <h2 aria-hidden="true">Package</h2>
      <div class="cards">
        @for (row of rows(); track row.offer.id) {
          <label class="choice">
            <input
              class="radio"
              type="radio"
              name="package"
              [value]="row.offer.id"
              [checked]="row.offer.id === selected()"
              (change)="chosen.emit(row.offer.id)"
            />
            <span class="row name">
              <span class="medium">{{ row.offer.name }}</span>
              @if (row.offer.listPrice) {
                <pr-badge tone="ok">{{ context.name() }} price</pr-badge>
              }
            </span>
            <span class="row between figures">
              <span class="fig">{{ row.offer.tokens | tokens }}<small>tokens</small></span>
              <span class="fig price">
                @if (row.offer.listPrice; as list) {
                  <s class="muted regular">{{ list | money }}</s>
                }
                {{ row.offer.price | money }}
              </span>
            </span>
            <span class="row between small">
              <span>
                @if (row.offer.bonusTokens > 0) {
                  <span class="pos medium"
                    >{{ row.offer.bonusTokens | tokens: 'signed' }} bonus</span
                  >
                } @else {
                  <span class="muted">No bonus</span>
                }
                <span class="muted"> · {{ row.validity }}</span>
              </span>
              <span class="muted">{{ row.perThousand }} per 1,000</span>
            </span>
          </label>
        }
      </div>
    </fieldset>
  `,
  styles: `
    .cards {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 288px), 1fr));
      gap: 12px;
    }
    .name {
      min-height: 20px;
      padding-right: 24px;
    }
    .figures {
      margin-top: 4px;
      gap: 0 8px;
    }
    .price {
      font-size: 17px;
    }
  `,
})
export class PackageChoices {
  protected readonly context = inject(OrganizationContext);

  readonly packages = input.required<readonly PackageView[]>();
  /** Id of the chosen package; null when something else is chosen. */
  readonly selected = input.required<string | null>();
  readonly chosen = output<string>();

  protected readonly rows = computed(() =>
    this.packages().map((offer) => ({
      offer,
      perThousand: pricePerThousand(offer.price, offer.tokens + offer.bonusTokens) ?? '',
      validity: offer.validityDays ? `valid ${offer.validityDays} days` : 'never expires',
    })),
  );
}
