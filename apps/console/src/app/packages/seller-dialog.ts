import { Component, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, FormRoot, required, validate } from '@angular/forms/signals';
import type { SellerView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { PackagesApi } from './packages-api.js';

const MOST_LINES = 6;

/** Sets the legal entity that sells. */
@Component({
  selector: 'pr-seller-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, ProblemNote],
  template: `
    <pr-dialog
      heading="Set the seller"
      sentence="What is bought from then on is taxed and invoiced by it."
      [narrow]="true"
      [closable]="!form().submitting()"
      (closed)="closed.emit(false)"
    >
      <form id="seller" class="stack-m" novalidate [formRoot]="form">
        @if (problem(); as found) {
          @if (found.errors.length === 0) {
            <pr-problem [error]="found" consequence="Nothing was saved." [canRetry]="false" />
          }
        }
        <div class="field">
          <label for="seller-name">Legal name</label>
          <input
            class="input"
            id="seller-name"
            aria-describedby="seller-name-hint"
            [formField]="form.name"
          />
          <pr-field-hint
            id="seller-name-hint"
            [field]="form.name()"
            [server]="serverSays('/name')"
          />
        </div>
        <div class="field">
          <label for="seller-address">Address</label>
          <textarea
            class="input"
            id="seller-address"
            rows="4"
            aria-describedby="seller-address-hint"
            [formField]="form.address"
          ></textarea>
          <pr-field-hint
            id="seller-address-hint"
            [field]="form.address()"
            [server]="serverSays('/addressLines')"
            hint="Line by line, as invoices print it."
          />
        </div>
        <div class="field">
          <label for="seller-country">Country</label>
          <input
            class="input"
            id="seller-country"
            aria-describedby="seller-country-hint"
            [formField]="form.country"
          />
          <pr-field-hint
            id="seller-country-hint"
            [field]="form.country()"
            [server]="serverSays('/country')"
            hint="Two letters, ISO 3166"
          />
        </div>
        <div class="field">
          <label for="seller-tax">Tax id</label>
          <input
            class="input"
            id="seller-tax"
            aria-describedby="seller-tax-hint"
            [formField]="form.taxId"
          />
          <pr-field-hint
            id="seller-tax-hint"
            [field]="form.taxId()"
            [server]="serverSays('/taxId')"
            hint="May be empty."
          />
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
        <button type="submit" class="btn filled" form="seller" [disabled]="form().submitting()">
          Save the seller
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class SellerDialog {
  private readonly api = inject(PackagesApi);

  readonly seller = input.required<SellerView | null>();
  /** Whether it was saved. */
  readonly closed = output<boolean>();

  private readonly model = linkedSignal(() => {
    const seller = this.seller();
    return {
      name: seller?.name ?? '',
      address: seller?.addressLines.join('\n') ?? '',
      country: seller?.country ?? '',
      taxId: seller?.taxId ?? '',
    };
  });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.name, { message: 'Enter the legal name.' });
      validate(path.address, ({ value }) =>
        lines(value()).length <= MOST_LINES ? undefined : wrong(`Use at most ${MOST_LINES} lines.`),
      );
      validate(path.country, ({ value }) =>
        /^[A-Za-z]{2}$/.test(value().trim()) ? undefined : wrong('Use two letters.'),
      );
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
    const { name, address, country, taxId } = this.model();
    this.problem.set(null);
    const outcome = await this.api.setSeller({
      name: name.trim(),
      addressLines: lines(address),
      country: country.trim().toUpperCase(),
      taxId: taxId.trim() || null,
    });
    if (outcome.ok) this.closed.emit(true);
    else this.problem.set(outcome.problem);
  }
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

const wrong = (message: string) => ({ kind: 'wrong', message });
