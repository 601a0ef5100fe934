import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { NOTIFICATION_TOPICS } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { CHANNELS, STATUSES } from './log-words.js';
import { MessageDrawer } from './message-drawer.js';
import { LOG_ADDRESS, NotificationLogApi } from './notification-log-api.js';

const EVENT = /^[a-z][a-z0-9_.-]{0,99}$/;

/** Every message to every recipient over every channel, with what became of it. */
@Component({
  selector: 'pr-notification-log-page',
  imports: [
    Badge,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    MessageDrawer,
    PageHeader,
    ProblemNote,
    RouterLink,
    RowKeys,
    TableFooter,
    Time,
  ],
  templateUrl: './notification-log-page.html',
  styleUrl: './notification-log-page.scss',
})
export class NotificationLogPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly api = inject(NotificationLogApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly channel = input<string>();
  readonly status = input<string>();
  readonly topic = input<string>();
  readonly event = input<string>();
  readonly cursor = input<string>();
  readonly message = input<string>();

  protected readonly address = LOG_ADDRESS;
  protected readonly channels = Object.entries(CHANNELS).map(([value, { word }]) => ({
    value,
    word,
  }));
  protected readonly statuses = Object.entries(STATUSES).map(([value, { word }]) => ({
    value,
    word,
  }));
  protected readonly topics = Object.entries(NOTIFICATION_TOPICS).map(([value, { label }]) => ({
    value,
    word: label,
  }));
  protected readonly channelMarks = CHANNELS;
  protected readonly marks = STATUSES;
  protected readonly filters = computed(() => {
    const [channel, status, topic, event] = [
      this.channel(),
      this.status(),
      this.topic(),
      this.event(),
    ];
    return {
      channel: channel && channel in CHANNELS ? channel : null,
      status: status && status in STATUSES ? status : null,
      topic: topic && topic in NOTIFICATION_TOPICS ? topic : null,
      event: event && EVENT.test(event) ? event : null,
    };
  });
  private readonly narrowed = computed((): Record<string, string> =>
    Object.fromEntries(
      Object.entries(this.filters()).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    ),
  );
  protected readonly params = computed(() => this.api.params(this.narrowed()));
  protected readonly page = this.api.page(
    computed((): Record<string, string> => {
      const cursor = this.cursor();
      return cursor ? { ...this.narrowed(), cursor } : this.narrowed();
    }),
  );
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly ids = computed(() => this.rows().map(({ id }) => id));
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly filtered = computed(() => Object.keys(this.narrowed()).length > 0);
  protected readonly opened = computed(
    () => this.rows().find(({ id }) => id === this.message()) ?? null,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected put(name: string, event: Event): void {
    const value = (event.target as HTMLInputElement | HTMLSelectElement).value.trim();
    void this.go({ [name]: value || null, cursor: null });
  }

  protected clear(): void {
    void this.go({ channel: null, status: null, topic: null, event: null, cursor: null });
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
