import { Component, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, FormRoot, pattern, validate } from '@angular/forms/signals';
import type { TaxRateView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Clock } from '../core/time/clock.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { PackagesApi } from './packages-api.js';

/** Sets the standard rate of a country from a day on. */
@Component({
  selector: 'pr-tax-rate-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, ProblemNote],
  template: `
    <pr-dialog
      [heading]="rate() ? 'Change a tax rate' : 'Set a tax rate'"
      sentence="The same country and first day again replaces it. Issued invoices keep theirs."
      [closable]="!form().submitting()"
      (closed)="closed.emit(false)"
    >
      <form id="tax-rate" class="stack-m" novalidate [formRoot]="form">
        @if (problem(); as found) {
          @if (found.errors.length === 0) {
            <pr-problem [error]="found" consequence="Nothing was saved." [canRetry]="false" />
          }
        }
        <div class="fields">
          @for (field of fields; track field.name) {
            <div class="field">
              <label [for]="'rate-' + field.name">{{ field.label }}</label>
              <input
                class="input"
                autocomplete="off"
                [type]="field.type"
                [id]="'rate-' + field.name"
                [attr.aria-describedby]="'rate-hint-' + field.name"
                [formField]="form[field.name]"
              />
              <pr-field-hint
                [id]="'rate-hint-' + field.name"
                [field]="form[field.name]()"
                [server]="serverSays('/' + field.name)"
                [hint]="field.hint"
              />
            </div>
          }
        </div>
      </form>
      <ng-container dialogAction>
        <button
          type="button"
          class="btn"
          [disabled]="form().submitting()"
          (click)="closed.emit(false)"
        >
          Cancel
        </button>
        <button type="submit" class="btn filled" form="tax-rate" [disabled]="form().submitting()">
          Save the rate
        </button>
      </ng-container>
    </pr-dialog>
  `,
  styles: `
    .fields {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 16px;
      align-items: start;
    }
  `,
})
export class TaxRateDialog {
  private readonly api = inject(PackagesApi);
  private readonly clock = inject(Clock);

  /** What is changed; null = one that is added. */
  readonly rate = input.required<TaxRateView | null>();
  /** Whether it was saved. */
  readonly closed = output<boolean>();

  protected readonly fields = [
    { name: 'country', label: 'Country', type: 'text', hint: 'Two letters, ISO 3166' },
    { name: 'percent', label: 'Percent', type: 'text', hint: 'For example 8.875' },
    { name: 'validFrom', label: 'First day', type: 'date', hint: 'Begins at 00:00 UTC' },
    { name: 'validTo', label: 'First day it no longer holds', type: 'date', hint: 'Empty: open' },
    {
      name: 'reverseChargeArea',
      label: 'Reverse charge in',
      type: 'text',
      hint: 'Businesses of one area account for the tax themselves, for example EU. May be empty.',
    },
  ] as const;
  private readonly model = linkedSignal(() => {
    const rate = this.rate();
    return {
      country: rate?.country ?? '',
      percent: rate?.percent ?? '',
      validFrom: rate?.validFrom ?? new Date(this.clock.now()).toISOString().slice(0, 10),
      validTo: rate?.validTo ?? '',
      reverseChargeArea: rate?.reverseChargeArea ?? '',
    };
  });
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.country, ({ value }) =>
        /^[A-Za-z]{2}$/.test(value().trim()) ? undefined : wrong('Use two letters.'),
      );
      validate(path.percent, ({ value }) =>
        /^\d{1,3}(\.\d{1,3})?$/.test(value().trim()) && Number(value()) <= 100
          ? undefined
          : wrong('Enter a number from 0 to 100.'),
      );
      validate(path.validFrom, ({ value }) => (value() ? undefined : wrong('Choose a day.')));
      validate(path.validTo, ({ value, valueOf }) =>
        value() === '' || value() > valueOf(path.validFrom)
          ? undefined
          : wrong('Must be after the first day.'),
      );
      pattern(path.reverseChargeArea, /^[A-Za-z]{2,10}$/, { message: 'Use 2 to 10 letters.' });
    },
    {
      submission: {
        action: async () => {
          await this.save();
          return undefined;
        },
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  private async save(): Promise<void> {
    const { country, percent, validFrom, validTo, reverseChargeArea } = this.model();
    this.problem.set(null);
    const outcome = await this.api.setTaxRate({
      country: country.trim().toUpperCase(),
      percent: percent.trim(),
      validFrom,
      validTo: validTo || null,
      reverseChargeArea: reverseChargeArea.trim().toUpperCase() || null,
    });
    if (outcome.ok) this.closed.emit(true);
    else this.problem.set(outcome.problem);
  }
}

const wrong = (message: string) => ({ kind: 'wrong', message });
