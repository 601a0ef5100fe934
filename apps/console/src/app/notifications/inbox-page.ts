import { Component, computed, inject, input, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { lastValue } from '../core/http/last-value.js';
import type { ProblemReport } from '../core/http/problem.js';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import {
  NOTIFICATIONS_ADDRESS,
  NotificationsStore,
  SEVERITIES,
} from '../shared/notifications/notifications-store.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { InboxApi } from './inbox-api.js';

/** Everything the organization was told in the console, newest first. */
@Component({
  selector: 'pr-inbox-page',
  imports: [
    DownloadButton,
    Empty,
    Icon,
    Loading,
    PageHeader,
    ProblemNote,
    RouterLink,
    TableFooter,
    Time,
  ],
  templateUrl: './inbox-page.html',
  styleUrl: './inbox-page.scss',
})
export class InboxPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly api = inject(InboxApi);
  private readonly clock = inject(Clock);
  protected readonly store = inject(NotificationsStore);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly unread = input<string>();
  readonly cursor = input<string>();

  protected readonly address = NOTIFICATIONS_ADDRESS;
  protected readonly looks = SEVERITIES;
  protected readonly onlyUnread = computed(() => this.unread() === 'true');
  private readonly filters = computed<Record<string, string>>(() =>
    this.onlyUnread() ? { unread: 'true' } : {},
  );
  private readonly params = computed<Record<string, string>>(() => {
    const cursor = this.cursor();
    return cursor ? { ...this.filters(), cursor } : this.filters();
  });
  protected readonly csvParams = computed(() => this.api.params(this.filters()));
  protected readonly page = this.api.page(this.params);
  private readonly known = lastValue(this.page);
  protected readonly rows = computed(() => this.known()?.data);
  protected readonly nextCursor = computed(() => this.known()?.nextCursor ?? null);
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  constructor() {
    onLive(['notification'], () => this.page.reload());
  }

  protected async read(id: string): Promise<void> {
    await this.store.markRead(id);
    this.page.reload();
  }

  protected async readAll(): Promise<void> {
    this.problem.set(await this.store.markAllRead());
    this.page.reload();
  }

  protected turn(cursor: string | null): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { cursor },
      queryParamsHandling: 'merge',
    });
  }
}
