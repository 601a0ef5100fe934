import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { CustomPricesView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { parseTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { PackagesApi } from './packages-api.js';
import { readTiers, tierRows, type TierRow } from './tier-form.js';

const CURRENCY = /^[A-Z]{3}$/;

/** Replaces the volume tiers of one currency. */
@Component({
  selector: 'pr-custom-prices-dialog',
  imports: [Dialog, FieldHint, Icon, ProblemNote],
  templateUrl: './custom-prices-dialog.html',
  styles: `
    .tier {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
      gap: 4px 12px;
      align-items: end;

      pr-field-hint {
        grid-column: 1 / -1;
      }
    }
    .pair {
      display: grid;
      grid-template-columns: 96px minmax(0, 1fr);
      gap: 16px;
      align-items: start;
    }
  `,
})
export class CustomPricesDialog {
  private readonly api = inject(PackagesApi);

  /** What is changed; without a currency it is one that is added. */
  readonly list = input.required<CustomPricesView>();
  /** Whether it was saved. */
  readonly closed = output<boolean>();

  protected readonly currency = linkedSignal(() => this.list().currency);
  protected readonly days = linkedSignal(() => String(this.list().validityDays ?? ''));
  protected readonly rows = linkedSignal(() => tierRows(this.list()));
  protected readonly touched = signal(false);
  protected readonly saving = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected readonly code = computed(() => this.currency().trim().toUpperCase());
  protected readonly read = computed(() => readTiers(this.rows(), this.code()));
  protected readonly currencyFault = computed(() =>
    CURRENCY.test(this.code()) ? null : 'Use a three-letter code.',
  );
  protected readonly daysFault = computed(() => {
    const text = this.days().trim();
    const days = parseTokens(text);
    if (text === '' || (days !== null && days > 0 && days <= 36_500)) return null;
    return 'Enter 1 to 36,500 days, or nothing.';
  });
  private readonly faulty = computed(
    () =>
      this.currencyFault() !== null ||
      this.daysFault() !== null ||
      this.read().faults.size > 0 ||
      this.rows().length === 0,
  );

  protected text(event: Event): string {
    return (event.target as HTMLInputElement).value;
  }

  protected put(index: number, change: Partial<TierRow>): void {
    this.rows.update((rows) => rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  }

  protected add(): void {
    this.rows.update((rows) => [...rows, { from: '', perThousand: '' }]);
  }

  protected remove(index: number): void {
    this.rows.update((rows) => rows.toSpliced(index, 1));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.touched.set(true);
    if (this.faulty() || this.saving()) return;
    this.problem.set(null);
    this.saving.set(true);
    const outcome = await this.api.setCustomPrices(this.code(), {
      validityDays: parseTokens(this.days()),
      tiers: this.read().tiers,
    });
    this.saving.set(false);
    if (outcome.ok) this.closed.emit(true);
    else this.problem.set(outcome.problem);
  }
}
