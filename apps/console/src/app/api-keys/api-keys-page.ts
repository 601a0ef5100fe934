import { Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { ApiKeyView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { ConfirmDialog } from '../shared/page/confirm-dialog.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { ApiKeysApi } from './api-keys-api.js';
import { CreateKeyDialog } from './create-key-dialog.js';
import { keyStatus, usedLately } from './key-status.js';

/** The keys by which programs spend and read for the organization. */
@Component({
  selector: 'pr-api-keys-page',
  imports: [
    Badge,
    ConfirmDialog,
    CopyId,
    CreateKeyDialog,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    PageHeader,
    ProblemNote,
    TableFooter,
    Time,
  ],
  templateUrl: './api-keys-page.html',
  styleUrl: './api-keys-page.scss',
})
export class ApiKeysPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly api = inject(ApiKeysApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly cursor = input<string>();
  readonly create = input<string>();

  protected readonly page = this.api.page(this.cursor);
  protected readonly rows = computed(() => {
    // Read for its ticks: what expires while the page is open is shown as expired.
    this.clock.now();
    const keys = this.page.hasValue() ? this.page.value().data : [];
    return keys.map((key) => ({ key, status: keyStatus(key, Date.now()) }));
  });
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly working = computed(
    () => this.rows().filter(({ status }) => status.works).length,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected readonly revoking = signal<ApiKeyView | null>(null);
  protected readonly revokingNow = signal(false);
  protected readonly revokeProblem = signal<ProblemReport | null>(null);
  /** The name to type first, for a key whose programs would stop at once. */
  protected readonly toType = computed(() => {
    const key = this.revoking();
    return key && usedLately(key, Date.now()) ? key.name : null;
  });

  protected open(): void {
    void this.go({ create: 'key' });
  }

  protected close(created: boolean): void {
    void this.go({ create: null });
    if (created) this.page.reload();
  }

  protected ask(key: ApiKeyView): void {
    this.revokeProblem.set(null);
    this.revoking.set(key);
  }

  protected async revoke(key: ApiKeyView): Promise<void> {
    this.revokingNow.set(true);
    const outcome = await this.api.revoke(key.id);
    this.revokingNow.set(false);
    if (!outcome.ok) {
      this.revokeProblem.set(outcome.problem);
      return;
    }
    this.revoking.set(null);
    this.page.reload();
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
