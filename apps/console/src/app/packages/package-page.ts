import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { form, FormField, FormRoot } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { fieldError, type ProblemReport, toProblem } from '../core/http/problem.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { formatMoney, pricePerThousand } from '../shared/format/money.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { bodyOf, EMPTY_PACKAGE, formOf, packageSchema } from './package-form.js';
import { PackagesApi } from './packages-api.js';
import { validityWords } from './validity.js';

/** Adds a package to the catalogue or changes one, with what buyers will see beside it. */
@Component({
  selector: 'pr-package-page',
  imports: [
    CopyId,
    Empty,
    FieldHint,
    FormField,
    FormRoot,
    Icon,
    Loading,
    PageHeader,
    Panel,
    ProblemNote,
    RouterLink,
    Time,
    TokensPipe,
  ],
  templateUrl: './package-page.html',
  styleUrl: './package-page.scss',
})
export class PackagePage {
  private readonly router = inject(Router);
  private readonly api = inject(PackagesApi);

  /** From the address; absent = a package that is added. */
  readonly packageId = input<string>();

  protected readonly resource = this.api.package(this.packageId);
  protected readonly item = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  protected readonly missing = computed(() => {
    const error = this.resource.error();
    return error ? toProblem(error).key === 'not-found' : false;
  });
  protected readonly heading = computed(() =>
    this.packageId() ? (this.item()?.name ?? 'Package') : 'Add a package',
  );
  protected readonly currencies = ['AUD', 'CAD', 'CHF', 'EUR', 'GBP', 'JPY', 'KWD', 'SGD', 'USD'];

  private readonly base = computed(() => {
    const item = this.item();
    return item ? formOf(item) : EMPTY_PACKAGE;
  });
  protected readonly model = linkedSignal(() => this.base());
  private readonly saved = signal(false);
  protected readonly form = form(this.model, packageSchema, {
    submission: {
      action: async () => {
        await this.save();
        return undefined;
      },
    },
  });
  protected readonly body = computed(() => bodyOf(this.model()));
  protected readonly validity = computed(() => {
    const body = this.body();
    return body ? validityWords(body.validityDays) : '';
  });
  /** What buyers read for each price that can be read. */
  protected readonly offers = computed(() => {
    const body = this.body();
    if (!body) return [];
    return body.prices
      .filter(({ amount, currency }) => amount > 0 && /^[A-Z]{3}$/.test(currency))
      .map((price) => ({
        currency: price.currency,
        price: formatMoney(price),
        paid: pricePerThousand(price, body.tokens),
        all: body.bonusTokens > 0 ? pricePerThousand(price, body.tokens + body.bonusTokens) : null,
      }));
  });
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly overtaken = computed(() => this.problem()?.key === 'precondition-failed');
  /** A problem that no field shows. */
  protected readonly otherProblem = computed(() => {
    const problem = this.problem();
    return problem && problem.errors.length === 0 ? problem : null;
  });

  constructor() {
    const changed = computed(() => JSON.stringify(this.model()) !== JSON.stringify(this.base()));
    inject(UnsavedChanges).keep(computed(() => changed() && !this.saved()));
  }

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  protected addPrice(): void {
    const used = new Set(this.model().prices.map(({ currency }) => currency));
    const currency = this.currencies.find((one) => !used.has(one)) ?? '';
    this.model.update((item) => ({ ...item, prices: [...item.prices, { currency, amount: '' }] }));
  }

  protected removePrice(index: number): void {
    this.model.update((item) => ({ ...item, prices: item.prices.toSpliced(index, 1) }));
  }

  /** Takes what stands in the catalogue, for what was typed here. */
  protected startOver(): void {
    this.problem.set(null);
    this.resource.reload();
  }

  private async save(): Promise<void> {
    const body = this.body();
    if (!body) return;
    this.problem.set(null);
    const item = this.item();
    const outcome = item
      ? await this.api.update(item.id, item.version, body)
      : await this.api.create(body);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    this.saved.set(true);
    await this.router.navigateByUrl('/platform/packages');
  }
}
