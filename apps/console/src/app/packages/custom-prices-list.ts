import { Component, computed, inject, signal } from '@angular/core';
import type { CustomPricesView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { formatDecimal } from '../shared/format/money.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { CustomPricesDialog } from './custom-prices-dialog.js';
import { CUSTOM_PRICES_ADDRESS, PackagesApi } from './packages-api.js';
import { validityWords } from './validity.js';

const NEW_LIST: CustomPricesView = {
  currency: '',
  validityDays: 365,
  tiers: [{ fromTokens: 0, perThousandMilliMinor: 0, pricePerThousand: '' }],
};

/** The volume tiers of custom amounts, one list for each currency. */
@Component({
  selector: 'pr-custom-prices-list',
  imports: [
    CustomPricesDialog,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    Panel,
    ProblemNote,
    TokensPipe,
  ],
  template: `
    @if (problem(); as found) {
      <pr-problem [error]="found" [canRetry]="false" />
    }
    @if (page.error(); as error) {
      <pr-problem [error]="error" what="The price lists" (retried)="page.reload()" />
    } @else if (!page.hasValue()) {
      <section class="panel" aria-label="Price lists"><pr-loading what="price lists" /></section>
    } @else {
      <div class="lists">
        @for (list of lists(); track list.currency) {
          <pr-panel [heading]="list.currency">
            <button
              panelAction
              type="button"
              class="btn small outlined"
              [attr.aria-label]="'Change the prices in ' + list.currency"
              (click)="edited.set(list)"
            >
              <pr-icon name="pencil" />Change…
            </button>
            <table class="dense">
              <caption class="visually-hidden">
                Tiers in
                {{
                  list.currency
                }}
              </caption>
              <thead>
                <tr>
                  <th scope="col">From token</th>
                  <th scope="col" class="num">Per 1,000 tokens, net</th>
                </tr>
              </thead>
              <tbody>
                @for (tier of list.tiers; track tier.fromTokens) {
                  <tr>
                    <td>{{ tier.fromTokens + 1 | tokens }}</td>
                    <td class="num medium">{{ price(tier.pricePerThousand, list.currency) }}</td>
                  </tr>
                }
              </tbody>
            </table>
            <footer>
              {{
                list.validityDays === null
                  ? 'Tokens never expire'
                  : 'Tokens are valid for ' + validity(list.validityDays)
              }}
            </footer>
          </pr-panel>
        } @empty {
          <section class="panel" aria-label="Price lists">
            <pr-empty
              icon="scale"
              heading="Custom amounts are not offered yet"
              sentence="Set volume tiers in a currency, and organizations that pay in it choose any amount."
            />
          </section>
        }
      </div>
      <p class="row under">
        <button type="button" class="btn outlined" (click)="edited.set(blank)">
          <pr-icon name="plus" />Add a currency…
        </button>
        <pr-download
          label="Tiers as CSV"
          fileName="custom amounts.csv"
          [url]="address"
          (failed)="problem.set($event)"
        />
      </p>
    }
    @if (edited(); as list) {
      <pr-custom-prices-dialog [list]="list" (closed)="close($event)" />
    }
  `,
  styles: `
    .lists {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
      gap: 24px;
      align-items: start;
    }
    .under {
      margin-top: 16px;
    }
    pr-problem {
      display: block;
      margin-bottom: 16px;
    }
  `,
})
export class CustomPricesList {
  protected readonly blank = NEW_LIST;
  protected readonly address = CUSTOM_PRICES_ADDRESS;
  protected readonly validity = validityWords;
  protected readonly price = formatDecimal;
  protected readonly page = inject(PackagesApi).customPrices();
  protected readonly lists = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly edited = signal<CustomPricesView | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected close(saved: boolean): void {
    this.edited.set(null);
    if (saved) this.page.reload();
  }
}
