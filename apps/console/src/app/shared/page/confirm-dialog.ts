import { Component, computed, input, output, signal } from '@angular/core';
import type { ProblemReport } from '../../core/http/problem.js';
import { ProblemNote } from '../state/problem-note.js';
import { Dialog } from './dialog.js';

let confirmations = 0;

/**
 * Asks before an act that hurts. The title is the act, the content says what will happen, the button
 * repeats the verb. With `typed`, the word must be typed first.
 */
@Component({
  selector: 'pr-confirm',
  imports: [Dialog, ProblemNote],
  template: `
    <pr-dialog
      [heading]="heading()"
      [narrow]="true"
      [closable]="!working()"
      (closed)="closed.emit()"
    >
      @if (problem(); as found) {
        <pr-problem [error]="found" consequence="Nothing was changed." [canRetry]="false" />
      }
      <ng-content />
      @if (typed(); as word) {
        <form class="field" [id]="formId" (submit)="confirm($event)">
          <label [for]="fieldId"
            >Type <b>{{ word }}</b> to confirm</label
          >
          <input
            class="input"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            [id]="fieldId"
            [value]="entered()"
            (input)="enter($event)"
          />
        </form>
      }
      <ng-container dialogAction>
        <button
          type="button"
          class="btn"
          data-first-focus
          [disabled]="working()"
          (click)="closed.emit()"
        >
          {{ refusal() }}
        </button>
        <button
          type="button"
          class="btn filled"
          [class.danger]="danger()"
          [disabled]="working() || !ready()"
          [attr.aria-busy]="working()"
          (click)="confirm($event)"
        >
          {{ verb() }}
        </button>
      </ng-container>
    </pr-dialog>
  `,
})
export class ConfirmDialog {
  readonly heading = input.required<string>();
  /** The confirming button: the verb and the effect. */
  readonly verb = input.required<string>();
  readonly refusal = input('Keep it');
  readonly danger = input(true);
  /** What must be typed before the button works; null = nothing. */
  readonly typed = input<string | null>(null);
  readonly working = input(false);
  readonly problem = input<ProblemReport | null>(null);
  readonly confirmed = output<void>();
  readonly closed = output<void>();

  private readonly number = (confirmations += 1);
  protected readonly formId = `confirm-${this.number}`;
  protected readonly fieldId = `confirm-word-${this.number}`;
  protected readonly entered = signal('');
  protected readonly ready = computed(
    () => this.typed() === null || this.entered().trim() === this.typed(),
  );

  protected enter(event: Event): void {
    this.entered.set((event.target as HTMLInputElement).value);
  }

  protected confirm(event: Event): void {
    event.preventDefault();
    if (this.ready() && !this.working()) this.confirmed.emit();
  }
}
