import { Component, computed, inject, input } from '@angular/core';
import type { ForeseenChargeReason, ForeseenChargeView, PackageView } from '@purser/contracts';
import { Clock } from '../core/time/clock.js';
import { Badge, type Tone } from '../shared/badge/badge.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatLocalDate, localDate, zoneCity } from '../shared/format/time.js';

const REASONS: Partial<Record<ForeseenChargeReason, { word: string; tone: Tone }>> = {
  first: { word: 'First', tone: 'info' },
  'package-change': { word: 'Package changes', tone: 'info' },
  retry: { word: 'Another try', tone: 'warning' },
};

/** The next charges as billing itself foresees them, each with its reason. */
@Component({
  selector: 'pr-next-charges',
  imports: [Badge, MoneyPipe, TokensPipe],
  template: `
    <div class="table-wrap">
      <table class="cards">
        <caption class="visually-hidden">
          Next charges, soonest first
        </caption>
        <thead>
          <tr>
            <th scope="col" class="zone">Date ({{ zone() }})</th>
            <th scope="col" class="num hide-s">Period</th>
            <th scope="col" class="num">Tokens</th>
            <th scope="col" class="num">Charge</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.charge.period + row.charge.reason) {
            <tr>
              <td>
                <span class="two">
                  <span class="medium">{{ row.day }}</span>
                  @if (row.reason; as reason) {
                    <pr-badge [tone]="reason.tone">{{ reason.word }}</pr-badge>
                  }
                  <small>{{ row.charge.explanation }}</small>
                </span>
              </td>
              <td class="num muted hide-s">{{ row.charge.period + 1 }}</td>
              <td class="num right-s">
                @if (row.charge.tokens !== null) {
                  {{ row.charge.tokens | tokens }}
                  @if (row.bonus > 0) {
                    <span class="pos">{{ row.bonus | tokens: 'signed' }}</span>
                  }
                  <span class="only-s muted">&ngsp;tokens</span>
                }
              </td>
              <td class="num strong right-s">
                @if (row.charge.price; as price) {
                  {{ price.total | money }}
                } @else {
                  <span class="err">Not offered</span>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    pr-badge {
      margin-left: 6px;
    }
    td .two small {
      max-width: 46ch;
      text-wrap: pretty;
    }
    @media (max-width: 839px) {
      td:first-child {
        grid-row: span 2;
      }
    }
  `,
})
export class NextCharges {
  private readonly clock = inject(Clock);

  readonly charges = input.required<readonly ForeseenChargeView[]>();
  readonly packages = input.required<readonly PackageView[]>();
  /** IANA zone of the periods: frozen when the subscription was made. */
  readonly timeZone = input.required<string>();

  protected readonly zone = computed(() => zoneCity(this.timeZone()));
  protected readonly rows = computed(() => {
    const today = localDate(this.clock.now(), this.timeZone());
    return this.charges().map((charge) => ({
      charge,
      day: formatLocalDate(localDate(charge.chargeAt, this.timeZone()), today),
      reason: REASONS[charge.reason],
      bonus: this.packages().find(({ id }) => id === charge.packageId)?.bonusTokens ?? 0,
    }));
  });
}
