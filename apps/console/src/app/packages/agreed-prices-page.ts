import { Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { OrganizationPriceView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge, type Tone } from '../shared/badge/badge.js';
import { formatDecimal, formatMoney } from '../shared/format/money.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import type { IconName } from '../shared/icon/icons.js';
import { ConfirmDialog } from '../shared/page/confirm-dialog.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { AgreePriceDialog } from './agree-price-dialog.js';
import { type AgreementState, agreementState } from './agreements.js';
import { PackagesApi } from './packages-api.js';

const STATES: Record<AgreementState, { word: string; tone: Tone; icon?: IconName }> = {
  holds: { word: 'In force', tone: 'ok', icon: 'check' },
  later: { word: 'Begins later', tone: 'info', icon: 'clock' },
  superseded: { word: 'Another holds', tone: 'neutral', icon: 'arrow-up' },
  ended: { word: 'Ended', tone: 'neutral' },
};

/** The prices agreed with one organization, beside those of the catalogue. */
@Component({
  selector: 'pr-agreed-prices-page',
  imports: [
    AgreePriceDialog,
    Badge,
    ConfirmDialog,
    CopyId,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    PageHeader,
    ProblemNote,
    Time,
  ],
  templateUrl: './agreed-prices-page.html',
  styles: `
    .export {
      display: block;
      margin-bottom: 16px;
    }
  `,
})
export class AgreedPricesPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly api = inject(PackagesApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address: `price` opens the dialog. */
  readonly create = input<string>();

  protected readonly prices = this.api.agreed();
  protected readonly packages = this.api.allPackages();
  protected readonly currency = computed(() => this.context.organization()?.currency ?? '');
  protected readonly all = computed(() => (this.prices.hasValue() ? this.prices.value().data : []));
  protected readonly catalogue = computed(() =>
    this.packages.hasValue() ? this.packages.value().data : [],
  );
  protected readonly rows = computed(() =>
    this.all().map((row) => ({
      row,
      name: this.nameOf(row.packageId),
      price: priceWords(row),
      list: this.listPrice(row),
      state: STATES[agreementState(row, this.all(), this.clock.now())],
    })),
  );
  protected readonly holding = computed(
    () => this.rows().filter(({ state }) => state === STATES.holds).length,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected readonly withdrawing = signal<OrganizationPriceView | null>(null);
  protected readonly working = signal(false);
  protected readonly withdrawProblem = signal<ProblemReport | null>(null);

  protected nameOf(packageId: string | null): string {
    if (packageId === null) return 'Custom amounts';
    return this.catalogue().find(({ id }) => id === packageId)?.name ?? 'Package';
  }

  protected words(row: OrganizationPriceView): string {
    return priceWords(row);
  }

  protected close(saved: boolean): void {
    void this.go({ create: null });
    if (saved) this.prices.reload();
  }

  protected ask(row: OrganizationPriceView): void {
    this.withdrawProblem.set(null);
    this.withdrawing.set(row);
  }

  protected async withdraw(row: OrganizationPriceView): Promise<void> {
    this.working.set(true);
    const outcome = await this.api.withdraw(row.id);
    this.working.set(false);
    if (!outcome.ok) {
      this.withdrawProblem.set(outcome.problem);
      return;
    }
    this.withdrawing.set(null);
    this.prices.reload();
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  /** `catalogue $225.00, 12% less` */
  private listPrice({ packageId, price, currency }: OrganizationPriceView): string | null {
    const item = this.catalogue().find(({ id }) => id === packageId);
    const list = item?.prices.find((one) => one.currency === currency);
    if (!price || !list) return null;
    const percent = Math.round((1 - price.amount / list.amount) * 100);
    const words =
      percent === 0 ? 'the same' : `${Math.abs(percent)}% ${percent > 0 ? 'less' : 'more'}`;
    return `catalogue ${formatMoney(list)}, ${words}`;
  }
}

function priceWords({ price, pricePerThousand, currency }: OrganizationPriceView): string {
  if (price) return formatMoney(price);
  return `${formatDecimal(pricePerThousand ?? '0', currency)} per 1,000`;
}
