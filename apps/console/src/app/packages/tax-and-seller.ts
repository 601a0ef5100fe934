import { Component, computed, inject, signal } from '@angular/core';
import type { SellerView, TaxRateView } from '@purser/contracts';
import { type ProblemReport, toProblem } from '../core/http/problem.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { formatLocalDate } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { PackagesApi, TAX_RATES_ADDRESS } from './packages-api.js';
import { SellerDialog } from './seller-dialog.js';
import { TaxRateDialog } from './tax-rate-dialog.js';

/** The legal entity that sells, and the tax rates it charges. */
@Component({
  selector: 'pr-tax-and-seller',
  imports: [
    Badge,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    Panel,
    ProblemNote,
    SellerDialog,
    TaxRateDialog,
  ],
  templateUrl: './tax-and-seller.html',
  styles: `
    .rule {
      margin-top: 12px;
    }
  `,
})
export class TaxAndSeller {
  private readonly api = inject(PackagesApi);
  private readonly clock = inject(Clock);

  protected readonly address = TAX_RATES_ADDRESS;
  protected readonly seller = this.api.seller();
  protected readonly entity = computed(() => (this.seller.hasValue() ? this.seller.value() : null));
  protected readonly noSeller = computed(() => {
    const error = this.seller.error();
    return error ? toProblem(error).key === 'not-offered' : false;
  });
  protected readonly rates = this.api.taxRates();
  private readonly today = computed(() => new Date(this.clock.now()).toISOString().slice(0, 10));
  protected readonly rows = computed(() => {
    const today = this.today();
    const rates = this.rates.hasValue() ? this.rates.value().data : [];
    return rates.map((rate) => ({
      rate,
      from: formatLocalDate(rate.validFrom, today, false),
      to: rate.validTo ? formatLocalDate(rate.validTo, today, false) : null,
      state: stateOf(rate, today),
    }));
  });
  protected readonly editing = signal<TaxRateView | 'new' | null>(null);
  protected readonly sellerEditing = signal<SellerView | 'new' | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected closeRate(saved: boolean): void {
    this.editing.set(null);
    if (saved) this.rates.reload();
  }

  protected closeSeller(saved: boolean): void {
    this.sellerEditing.set(null);
    if (saved) this.seller.reload();
  }
}

function stateOf(rate: TaxRateView, today: string): 'holds' | 'later' | 'ended' {
  if (rate.validFrom > today) return 'later';
  return rate.validTo !== null && rate.validTo <= today ? 'ended' : 'holds';
}
