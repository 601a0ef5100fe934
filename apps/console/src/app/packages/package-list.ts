import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { CataloguePackageView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { pricePerThousand } from '../shared/format/money.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { zoneName } from '../shared/format/time.js';
import { ConfirmDialog } from '../shared/page/confirm-dialog.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { PACKAGES_ADDRESS, PackagesApi } from './packages-api.js';
import { validityWords } from './validity.js';

/** Every package with every price; withdrawing one and offering it again. */
@Component({
  selector: 'pr-package-list',
  imports: [
    Badge,
    ConfirmDialog,
    DownloadButton,
    Empty,
    Loading,
    MoneyPipe,
    ProblemNote,
    RouterLink,
    TableFooter,
    Time,
    TokensPipe,
  ],
  templateUrl: './package-list.html',
  styleUrl: './package-list.scss',
})
export class PackageList {
  private readonly router = inject(Router);
  private readonly api = inject(PackagesApi);
  private readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);

  /** From the address. */
  readonly cursor = input<string>();

  protected readonly address = PACKAGES_ADDRESS;
  protected readonly validity = validityWords;
  protected readonly perThousand = pricePerThousand;
  protected readonly page = this.api.packages(this.cursor);
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  /** Whether everything is on one page: then it stands as buyers see it, the smallest first. */
  protected readonly whole = computed(() => !this.cursor() && this.nextCursor() === null);
  protected readonly rows = computed(() => {
    const found = this.page.hasValue() ? this.page.value().data : [];
    return this.whole() ? found.toSorted((a, b) => a.tokens - b.tokens) : found;
  });
  protected readonly offered = computed(() => this.rows().filter(({ active }) => active).length);
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected readonly turning = signal<CataloguePackageView | null>(null);
  protected readonly working = signal(false);
  protected readonly turnProblem = signal<ProblemReport | null>(null);

  protected ask(row: CataloguePackageView): void {
    this.turnProblem.set(null);
    this.turning.set(row);
  }

  /** Withdraws the package, or offers it again. */
  protected async turn({ id, version, ...item }: CataloguePackageView): Promise<void> {
    this.working.set(true);
    const { name, description, tokens, bonusTokens, validityDays, prices } = item;
    const body = { name, description, tokens, bonusTokens, validityDays, prices };
    const outcome = await this.api.update(id, version, { ...body, active: !item.active });
    this.working.set(false);
    if (!outcome.ok) {
      this.turnProblem.set(outcome.problem);
      return;
    }
    this.turning.set(null);
    this.page.reload();
  }

  protected go(cursor: string | null): void {
    void this.router.navigate([], { queryParams: { cursor }, queryParamsHandling: 'merge' });
  }
}
