import { Component, computed, inject, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, FormRoot, validate } from '@angular/forms/signals';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { SupportApi } from './support-api.js';

const MOST_CHARACTERS = 5_000;

/** What staff wrote down about the organization, for each other. */
@Component({
  selector: 'pr-notes-panel',
  imports: [FieldHint, FormField, FormRoot, Loading, Panel, ProblemNote, Time],
  template: `
    <pr-panel heading="Notes">
      <form class="body stack-s" novalidate [formRoot]="form">
        @if (problem(); as found) {
          @if (found.errors.length === 0) {
            <pr-problem [error]="found" consequence="It was not kept." [canRetry]="false" />
          }
        }
        <label class="visually-hidden" for="note">A note about {{ context.name() }}</label>
        <textarea
          class="input"
          id="note"
          rows="2"
          aria-describedby="note-hint"
          [formField]="form.body"
        ></textarea>
        <div class="row between nowrap">
          <pr-field-hint
            id="note-hint"
            [field]="form.body()"
            [server]="serverSays()"
            [hint]="'For staff; ' + context.name() + ' never sees it. It stays as written.'"
          />
          <button type="submit" class="btn small outlined" [disabled]="form().submitting()">
            Keep the note
          </button>
        </div>
      </form>
      @if (notes.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="The notes" (retried)="notes.reload()" />
        </div>
      } @else if (notes.hasValue()) {
        @if (notes.value().data.length > 0) {
          <ul class="list">
            @for (note of notes.value().data; track note.id) {
              <li>
                <span class="grow">
                  <span class="text">{{ note.body }}</span>
                  <span class="muted small block"
                    >{{ note.author.name }}, <pr-time [at]="note.createdAt" [relative]="true"
                  /></span>
                </span>
              </li>
            }
          </ul>
        }
        @if (notes.value().nextCursor) {
          <footer>
            The newest {{ notes.value().data.length }}; older ones stand in the story.
          </footer>
        }
      } @else {
        <pr-loading what="notes" shape="table" [lines]="2" />
      }
    </pr-panel>
  `,
  styles: `
    .text {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .list {
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    .btn {
      flex: none;
    }
  `,
})
export class NotesPanel {
  private readonly api = inject(SupportApi);
  protected readonly context = inject(OrganizationContext);

  readonly added = output<void>();

  protected readonly notes = this.api.notes();
  /** What is begun about one organization is not kept for another. */
  private readonly model = linkedSignal({
    source: this.context.organizationId,
    computation: () => ({ body: '' }),
  });
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.body, ({ value }) => {
        const { length } = value().trim();
        return length > 0 && length <= MOST_CHARACTERS
          ? undefined
          : { kind: 'body', message: 'Write something, up to 5,000 characters.' };
      });
    },
    {
      submission: {
        action: async () => {
          await this.keep();
          return undefined;
        },
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);

  constructor() {
    inject(UnsavedChanges).keep(computed(() => this.model().body.trim() !== ''));
  }

  protected serverSays(): string | null {
    return fieldError(this.problem(), '/body');
  }

  private async keep(): Promise<void> {
    this.problem.set(null);
    const outcome = await this.api.addNote(this.model().body.trim());
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    this.form().reset({ body: '' });
    this.notes.reload();
    this.added.emit();
  }
}
