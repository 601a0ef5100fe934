import { Component, inject, input, output, signal } from '@angular/core';
import { Downloads } from '../../core/http/downloads.js';
import type { ProblemReport } from '../../core/http/problem.js';
import { Icon } from '../icon/icon.js';

/** Saves a list or a report as a file. Says while it works; a refusal goes to the page. */
@Component({
  selector: 'pr-download',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="btn outlined"
      [attr.data-export]="accept() === 'text/csv' ? '' : null"
      [disabled]="working()"
      [attr.aria-busy]="working()"
      [title]="'Save as ' + fileName()"
      (click)="save()"
    >
      <pr-icon name="download" />{{ label() }}
    </button>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
    .btn {
      flex: 1;
    }
  `,
})
export class DownloadButton {
  private readonly downloads = inject(Downloads);

  readonly url = input.required<string>();
  readonly params = input<Record<string, string>>({});
  /** What is asked for: `text/csv`, `application/pdf`, … */
  readonly accept = input('text/csv');
  readonly fileName = input.required<string>();
  readonly label = input('CSV');
  /** The problem of the last attempt; null when one begins. */
  readonly failed = output<ProblemReport | null>();
  protected readonly working = signal(false);

  protected async save(): Promise<void> {
    this.working.set(true);
    this.failed.emit(null);
    const outcome = await this.downloads.save(
      this.url(),
      this.accept(),
      this.fileName(),
      this.params(),
    );
    this.working.set(false);
    if (!outcome.ok) this.failed.emit(outcome.problem);
  }
}
