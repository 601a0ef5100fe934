import { Component, computed, input } from '@angular/core';
import type { WalletView } from '@purser/contracts';
import { formatShortTokens } from '../format/tokens.js';
import { TokensPipe } from '../format/pipes.js';
import { Meter, type MeterPart } from '../meter/meter.js';
import { CRITICAL_SHARE, LOW_SHARE } from './wallet-level.js';

/** Available against what it was after the last purchase, with ticks where low and critical begin. */
@Component({
  selector: 'pr-wallet-gauge',
  imports: [Meter, TokensPipe],
  template: `
    <div class="gauge" [class.with-ticks]="ticks().length > 0">
      <pr-meter
        [tall]="true"
        label="Available of the balance after the last purchase"
        [parts]="parts()"
        [maximum]="maximum()"
      />
      @for (tick of ticks(); track tick.word) {
        <span class="tick" [style.left.%]="tick.percent">
          <span
            >{{ tick.short }}<span class="word"> {{ tick.word }}</span></span
          >
        </span>
      }
    </div>
    <ul class="legend">
      @if (free() > 0) {
        <li><i class="light"></i>Free {{ free() | tokens }}</li>
      }
      <li><i></i>Paid {{ paid() | tokens }}</li>
      @if (wallet().held > 0) {
        <li><i class="hatch"></i>Held {{ wallet().held | tokens }}</li>
      }
      @if (wallet().frozen > 0) {
        <li><i class="risk"></i>Frozen {{ wallet().frozen | tokens }}</li>
      }
    </ul>
  `,
  styleUrl: './wallet-gauge.scss',
})
export class WalletGauge {
  readonly wallet = input.required<WalletView>();

  protected readonly maximum = computed(() =>
    Math.max(this.wallet().availableAfterLastCredit ?? 0, this.wallet().balance, 1),
  );
  /** Of what is available, the part that cost nothing; free tokens burn before paid ones. */
  protected readonly free = computed(() => {
    const free = this.wallet()
      .lots.filter((lot) => lot.cost.amount === 0 && !lot.expired)
      .reduce((sum, lot) => sum + Math.max(0, lot.remaining - lot.held - lot.frozen), 0);
    return Math.min(free, this.wallet().available);
  });
  protected readonly paid = computed(() => this.wallet().available - this.free());
  protected readonly parts = computed<MeterPart[]>(() => [
    { amount: this.free(), look: 'light' },
    { amount: this.paid(), look: 'solid' },
    { amount: this.wallet().held, look: 'hatch' },
    { amount: this.wallet().frozen, look: 'risk' },
  ]);
  protected readonly ticks = computed(() => {
    const base = this.wallet().availableAfterLastCredit;
    if (!base) return [];
    return [
      { share: CRITICAL_SHARE, word: 'critical' },
      { share: LOW_SHARE, word: 'low' },
    ].map(({ share, word }) => ({
      word,
      short: formatShortTokens(base * share),
      percent: ((base * share) / this.maximum()) * 100,
    }));
  });
}
