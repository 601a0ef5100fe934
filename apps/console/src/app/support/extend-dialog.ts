import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, FormRoot, validate } from '@angular/forms/signals';
import type { LotView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { addDays, formatInstant, localDate, startOfLocalDate } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { SupportApi } from './support-api.js';

const OFFERED_DAYS = 90;

/** Gives a lot more time, to the end of a day in the organization's zone. */
@Component({
  selector: 'pr-extend-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, ProblemNote],
  template: `
    <pr-dialog
      heading="Extend a lot"
      [sentence]="'Visible to ' + context.name() + ' in the audit trail.'"
      [closable]="!form().submitting()"
      (closed)="closed.emit(null)"
    >
      @if (lots().length === 0) {
        <p>No lot of {{ context.name() }} with tokens in it has an end.</p>
      } @else {
        <form id="extend" class="stack-m" novalidate [formRoot]="form">
          @if (problem(); as found) {
            @if (found.errors.length === 0) {
              <pr-problem [error]="found" consequence="It ends as before." [canRetry]="false" />
            }
          }
          <div class="field">
            <label for="extend-lot">Lot</label>
            <select class="select" id="extend-lot" data-first-focus [formField]="form.lotId">
              @for (lot of lots(); track lot.id) {
                <option [value]="lot.id">{{ words(lot) }}</option>
              }
            </select>
          </div>
          <div class="field">
            <label for="extend-until">Last day it may be used</label>
            <input
              class="input"
              type="date"
              id="extend-until"
              aria-describedby="extend-until-hint"
              [formField]="form.until"
            />
            <pr-field-hint
              id="extend-until-hint"
              [field]="form.until()"
              [server]="serverSays('/expiresAt')"
              [hint]="effect()"
            />
          </div>
          <div class="field">
            <label for="extend-reason">Reason</label>
            <textarea
              class="input"
              id="extend-reason"
              rows="2"
              aria-describedby="extend-reason-hint"
              [formField]="form.reason"
            ></textarea>
            <pr-field-hint
              id="extend-reason-hint"
              [field]="form.reason()"
              [server]="serverSays('/reason')"
            />
          </div>
        </form>
      }
      <ng-container dialogAction>
        <button
          type="button"
          class="btn"
          [disabled]="form().submitting()"
          (click)="closed.emit(null)"
        >
          Cancel
        </button>
        @if (lots().length > 0) {
          <button
            type="submit"
            class="btn filled staff"
            form="extend"
            [disabled]="form().submitting()"
          >
            Extend it
          </button>
        }
      </ng-container>
    </pr-dialog>
  `,
  styleUrl: './support-dialogs.scss',
})
export class ExtendDialog {
  private readonly api = inject(SupportApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** Lots that have an end and tokens in them, soonest first. */
  readonly lots = input.required<readonly LotView[]>();
  readonly chosen = input<string | null>(null);
  /** The lot as it is afterwards; null = nothing was done. */
  readonly closed = output<LotView | null>();

  private readonly model = linkedSignal(() => {
    const lot = this.lots().find(({ id }) => id === this.chosen()) ?? this.lots()[0];
    const from = lot?.expiresAt ? Date.parse(lot.expiresAt) : this.clock.now();
    const zone = this.context.timeZone();
    return {
      lotId: lot?.id ?? '',
      until: addDays(localDate(Math.max(from, this.clock.now()), zone), OFFERED_DAYS),
      reason: '',
    };
  });
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.until, ({ value }) => {
        const lot = this.lot();
        const at = value() ? this.endOf(value()) : 0;
        return lot?.expiresAt && at > Date.parse(lot.expiresAt)
          ? undefined
          : { kind: 'until', message: 'Choose a day after its present end.' };
      });
      validate(path.reason, ({ value }) => {
        const { length } = value().trim();
        return length >= 3 && length <= 500
          ? undefined
          : { kind: 'reason', message: 'Say why, in 3 to 500 characters.' };
      });
    },
    {
      submission: {
        action: async () => {
          await this.extend();
          return undefined;
        },
        onInvalid: (field) => field().errorSummary()[0]?.fieldTree().focusBoundControl(),
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);
  private readonly lot = computed(() => this.lots().find(({ id }) => id === this.model().lotId));
  protected readonly effect = computed(() => {
    const lot = this.lot();
    if (!lot?.expiresAt) return '';
    return `${formatTokens(lot.remaining)} tokens, which end ${this.minute(lot.expiresAt)}, stay longer.`;
  });

  protected words(lot: LotView): string {
    const end = lot.expiresAt ? this.minute(lot.expiresAt) : '';
    return `${lot.label}, ${formatTokens(lot.remaining)} left, ${lot.expired ? 'ended' : 'ends'} ${end}`;
  }

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  private async extend(): Promise<void> {
    const { lotId, until, reason } = this.model();
    const expiresAt = new Date(this.endOf(until)).toISOString();
    this.problem.set(null);
    const outcome = await this.api.extendLot(lotId, expiresAt, reason.replace(/\s+/g, ' ').trim());
    if (outcome.ok) this.closed.emit(outcome.value);
    else this.problem.set(outcome.problem);
  }

  private endOf(date: string): number {
    return startOfLocalDate(addDays(date, 1), this.context.timeZone());
  }

  private minute(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'minute', this.clock.now());
  }
}
