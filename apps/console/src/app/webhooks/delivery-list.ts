import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { EVENT_TYPES } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { periodParams, readDate } from '../shared/table/period.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { DeliveryDrawer } from './delivery-drawer.js';
import { DELIVERY_STATUSES, deliveryMark, hostOf } from './webhook-words.js';
import { WebhooksApi } from './webhooks-api.js';

/** Each event on its way to each endpoint, with what became of it. */
@Component({
  selector: 'pr-delivery-list',
  imports: [
    Badge,
    DeliveryDrawer,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    ProblemNote,
    RouterLink,
    RowKeys,
    TableFooter,
    Time,
  ],
  templateUrl: './delivery-list.html',
  styles: `
    .name {
      color: inherit;
    }
    .under {
      margin-top: 16px;
    }
    pr-problem {
      display: block;
    }
  `,
})
export class DeliveryList {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly api = inject(WebhooksApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly endpoint = input<string>();
  readonly status = input<string>();
  readonly type = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly cursor = input<string>();
  readonly delivery = input<string>();

  protected readonly statuses = Object.entries(DELIVERY_STATUSES).map(([status, { word }]) => ({
    status,
    word,
  }));
  protected readonly types = Object.keys(EVENT_TYPES);
  protected readonly markOf = deliveryMark;
  protected readonly hostOf = hostOf;
  private readonly endpointPage = this.api.endpoints();
  protected readonly endpoints = computed(() =>
    this.endpointPage.hasValue() ? this.endpointPage.value().data : [],
  );
  protected readonly filters = computed(() => {
    const [endpoint, status, type] = [this.endpoint(), this.status(), this.type()];
    return {
      endpoint: endpoint && /^[0-9a-f-]{36}$/i.test(endpoint) ? endpoint : null,
      status: status && status in DELIVERY_STATUSES ? status : null,
      type: type && type in EVENT_TYPES ? type : null,
      from: readDate(this.from()),
      to: readDate(this.to()),
    };
  });
  protected readonly params = computed((): Record<string, string> => {
    const { endpoint, status, type, from, to } = this.filters();
    return {
      ...(endpoint && { endpointId: endpoint }),
      ...(status && { status }),
      ...(type && { type }),
      ...periodParams(from, to, this.context.timeZone()),
    };
  });
  protected readonly page = this.api.deliveries(
    computed((): Record<string, string> => {
      const cursor = this.cursor();
      return cursor ? { ...this.params(), cursor } : this.params();
    }),
  );
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly ids = computed(() => this.rows().map(({ id }) => id));
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly filtered = computed(() =>
    Object.values(this.filters()).some((value) => value !== null),
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected put(name: string, event: Event): void {
    const value = (event.target as HTMLInputElement | HTMLSelectElement).value;
    void this.go({ [name]: value || null, cursor: null });
  }

  protected clear(): void {
    const none = { endpoint: null, status: null, type: null, from: null, to: null };
    void this.go({ ...none, cursor: null });
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
