import { HttpClient, httpResource } from '@angular/common/http';
import { computed, inject, Service, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { NotificationView, PageView } from '@purser/contracts';
import { lastValue } from '../../core/http/last-value.js';
import { outcomeOf } from '../../core/http/outcome.js';
import { LiveStream } from '../../core/live/live-stream.js';
import { onLive } from '../../core/live/on-live.js';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import type { Tone } from '../badge/badge.js';
import type { IconName } from '../icon/icons.js';

export const NOTIFICATIONS_ADDRESS = '/api/tokens/notifications';

const SHOWN = 8;

/** How each severity is shown. */
export const SEVERITIES: Record<NotificationView['severity'], { tone: Tone; icon: IconName }> = {
  info: { tone: 'info', icon: 'info' },
  success: { tone: 'ok', icon: 'check' },
  warning: { tone: 'warning', icon: 'triangle-alert' },
  critical: { tone: 'error', icon: 'circle-x' },
};

/** What the organization was told and nobody has read, kept current by the live stream. */
@Service()
export class NotificationsStore {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);
  /** Read here a moment ago; the server is told at the same time. */
  private readonly readHere = signal<ReadonlySet<string>>(new Set());

  readonly resource = httpResource<PageView<NotificationView>>(() => {
    const organizationId = this.context.organizationId();
    if (!organizationId || !this.context.can('tokens.view')) return undefined;
    return {
      url: NOTIFICATIONS_ADDRESS,
      params: { organizationId, unread: 'true', limit: SHOWN },
    };
  });
  private readonly known = lastValue(this.resource);

  /** The newest unread ones. */
  readonly unread = computed(() =>
    (this.known()?.data ?? []).filter(
      ({ id, organizationId }) =>
        organizationId === this.context.organizationId() && !this.readHere().has(id),
    ),
  );
  /** Whether there are more unread ones than {@link unread} holds. */
  readonly hasMore = computed(() => (this.known()?.nextCursor ?? null) !== null);
  /** The title of the one that came last while the page was open. */
  readonly latest = signal('');

  constructor() {
    onLive(['notification'], () => this.resource.reload());
    inject(LiveStream)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (event.type === 'notification') this.latest.set(event.title);
      });
  }

  /** Marks one read: here at once, at the server beside it. */
  async markRead(id: string): Promise<void> {
    this.readHere.update((ids) => new Set(ids).add(id));
    const outcome = await outcomeOf(this.http.post(`${NOTIFICATIONS_ADDRESS}/${id}/read`, {}));
    if (!outcome.ok) {
      this.readHere.update((ids) => new Set([...ids].filter((one) => one !== id)));
    }
    this.resource.reload();
  }

  /** Marks everything read. The problem where the server refuses; null = done. */
  async markAllRead() {
    const organizationId = this.context.organizationId();
    const outcome = await outcomeOf(
      this.http.post(`${NOTIFICATIONS_ADDRESS}/read-all`, { organizationId }),
    );
    this.resource.reload();
    return outcome.ok ? null : outcome.problem;
  }
}
