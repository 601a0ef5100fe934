import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ReconciliationCaseView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { checkWords } from './books-words.js';
import { ReconciliationApi } from './reconciliation-api.js';
import { ResolveDialog } from './resolve-dialog.js';

/** The open differences of one organization or of all, comparing at once, and closing a case. */
@Component({
  selector: 'pr-drift-panel',
  imports: [
    Badge,
    CopyId,
    Empty,
    Icon,
    Loading,
    Panel,
    ProblemNote,
    ResolveDialog,
    RouterLink,
    Time,
    TokensPipe,
  ],
  templateUrl: './drift-panel.html',
  styles: `
    .case {
      align-items: flex-start;
      flex-wrap: wrap;
    }
    .words {
      flex: 1 1 280px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .when {
      margin: 8px 20px 0;
    }
    pr-problem {
      display: block;
      margin: 12px 20px;
    }
    @media (max-width: 839px) {
      .when {
        margin-inline: 16px;
      }
    }
  `,
})
export class DriftPanel {
  private readonly api = inject(ReconciliationApi);
  private readonly context = inject(OrganizationContext);

  /** Null = all organizations. */
  readonly organizationId = input.required<string | null>();

  protected readonly resource = this.api.view(this.organizationId);
  protected readonly found = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  /** Open cases; null while that is not known. */
  protected readonly count = computed(() => this.found()?.drift.count ?? null);
  /** Until the first comparison, that no case is open says nothing. */
  protected readonly compared = computed(() => Boolean(this.found()?.reconciledAt));
  protected readonly words = checkWords;
  protected readonly mayAct = computed(() =>
    this.context.can(this.organizationId() === null ? 'platform.admin' : 'tokens.adjust'),
  );
  protected readonly mayResolve = computed(() => this.context.can('tokens.adjust'));
  protected readonly comparing = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly resolving = signal<ReconciliationCaseView | null>(null);

  protected async compare(): Promise<void> {
    const id = this.organizationId();
    this.problem.set(null);
    this.comparing.set(true);
    const outcome = id === null ? await this.api.compareAll() : await this.api.compare(id);
    this.comparing.set(false);
    if (outcome.ok) this.resource.reload();
    else this.problem.set(outcome.problem);
  }

  protected close(resolved: boolean): void {
    this.resolving.set(null);
    if (resolved) this.resource.reload();
  }
}
