import { Component, computed, inject, input } from '@angular/core';
import type { QuotePriceView, QuoteView, MoneyView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { minusMoney } from '../shared/format/money.js';
import { formatInstant } from '../shared/format/time.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Panel } from '../shared/page/panel.js';
import { lastsUntilMs, pacePerDay } from '../shared/wallet/wallet-level.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';

/** What the summary is about: the tokens, their price, and how the tax came about. */
export interface Offer {
  label: string;
  tokens: number;
  bonusTokens: number;
  price: QuotePriceView;
  /** The catalogue price of the same, where the organization pays less. */
  listPrice: MoneyView | null;
  tax: Pick<QuoteView, 'taxRatePercent' | 'taxTreatment'> | null;
}

/** Price lines, tax and total; then what the purchase does to the wallet. */
@Component({
  selector: 'pr-purchase-summary',
  imports: [MoneyPipe, Panel, TokensPipe],
  template: `
    <pr-panel heading="Summary">
      <div class="body stack-m">
        <dl class="facts">
          <dt>{{ offer().label }}</dt>
          <dd>{{ offer().tokens | tokens }} tokens</dd>
          @if (offer().bonusTokens > 0) {
            <dt>Bonus</dt>
            <dd class="pos">{{ offer().bonusTokens | tokens: 'signed' }} tokens</dd>
          }
          @if (discount(); as less) {
            <dt>Price</dt>
            <dd>{{ less.list | money }}</dd>
            <dt>{{ context.name() }} price</dt>
            <dd class="pos">{{ less.difference | money }}</dd>
          } @else {
            <dt>Price</dt>
            <dd>{{ offer().price.subtotal | money }}</dd>
          }
          <dt>{{ taxLabel() }}</dt>
          <dd>{{ offer().price.tax | money }}</dd>
          <dt class="total">Total</dt>
          <dd class="total sum">{{ offer().price.total | money }}</dd>
        </dl>
        @if (effect(); as after) {
          <dl class="facts quiet">
            <dt>Available now</dt>
            <dd>{{ after.now | tokens }}</dd>
            <dt>After this purchase</dt>
            <dd class="strong">{{ after.then | tokens }}</dd>
            @if (after.lastsThen) {
              <dt>Lasts until about</dt>
              <dd>
                <s class="muted nb">{{ after.lastsNow }}</s>
                <span class="strong nb"> {{ after.lastsThen }}</span>
              </dd>
            }
          </dl>
        }
        <ng-content />
      </div>
    </pr-panel>
  `,
  styles: `
    :host {
      display: block;
      position: sticky;
      top: 80px;
    }
    .sum {
      font-size: 15px;
    }
    .quiet {
      background: var(--mat-sys-surface-container-low);
      border-radius: var(--mat-sys-corner-medium);
      padding: 12px 14px;
    }
    @media (max-width: 1279px) {
      :host {
        position: static;
      }
    }
  `,
})
export class PurchaseSummary {
  private readonly clock = inject(Clock);
  private readonly store = inject(WalletStore);
  protected readonly context = inject(OrganizationContext);

  readonly offer = input.required<Offer>();

  protected readonly discount = computed(() => {
    const list = this.offer().listPrice;
    if (!list || list.amount <= this.offer().price.subtotal.amount) return null;
    return { list, difference: minusMoney(this.offer().price.subtotal, list) };
  });
  protected readonly taxLabel = computed(() => {
    const tax = this.offer().tax;
    if (tax?.taxTreatment === 'reverse_charge') return 'Tax, reverse charge';
    if (tax?.taxTreatment === 'exempt') return 'Tax, exempt';
    return tax ? `Tax, ${tax.taxRatePercent}%` : 'Tax';
  });
  protected readonly effect = computed(() => {
    const wallet = this.store.wallet();
    if (!wallet) return null;
    const then = wallet.available + this.offer().tokens + this.offer().bonusTokens;
    const now = this.clock.now();
    const perDay = pacePerDay(wallet, now);
    return {
      now: wallet.available,
      then,
      lastsNow: this.day(lastsUntilMs(wallet.available, perDay, now)),
      lastsThen: this.day(lastsUntilMs(then, perDay, now)),
    };
  });

  private day(at: number | null): string | null {
    if (at === null) return null;
    return formatInstant(at, this.context.timeZone(), 'day', this.clock.now());
  }
}
