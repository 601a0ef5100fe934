import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import type {
  AdjustmentView,
  AuditRecordView,
  DisputeView,
  LedgerDayView,
  NotificationView,
  OrganizationNoteView,
  PageView,
  PurchaseView,
  RefundView,
  RefusalView,
} from '@purser/contracts';
import { outcomeOf } from '../core/http/outcome.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { lagging, mergedStory, type SourceState, type StoryItem } from './story.js';
import {
  fromAdjustment,
  fromAudit,
  fromDispute,
  fromLedger,
  fromNote,
  fromNotification,
  fromPurchase,
  fromRefund,
  fromRefusal,
} from './story-sources.js';

const PAGE_ROWS = 25;

/** A list of the API, and what its rows tell. */
interface Source {
  url: string;
  params: Record<string, string>;
  told: (row: never) => StoryItem[];
}

interface Reading extends SourceState {
  cursor: string | null;
}

const UNREAD: Reading = { items: [], hasOlder: true, cursor: null };

/** Reads the story of the chosen organization out of nine lists, newest first, further and further. */
@Injectable()
export class StoryFeed {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);
  private readonly readings = signal<readonly Reading[]>([]);
  private run = 0;

  readonly items = computed(() => mergedStory(this.readings()));
  readonly hasOlder = computed(() => this.readings().some(({ hasOlder }) => hasOlder));
  /** Whether the first events are there. */
  readonly ready = signal(false);
  readonly reading = signal(false);
  readonly problem = signal<ProblemReport | null>(null);

  /** Reads the newest events anew; what is shown stays until they are there. */
  async reload(): Promise<void> {
    this.run += 1;
    const run = this.run;
    const sources = this.sources();
    await this.advance(
      run,
      sources.map(() => UNREAD),
      sources.map((_, index) => index),
    );
  }

  /** Reads further back. */
  async older(): Promise<void> {
    if (this.reading()) return;
    const readings = this.readings();
    await this.advance(this.run, readings, lagging(readings));
  }

  private async advance(
    run: number,
    from: readonly Reading[],
    indexes: readonly number[],
  ): Promise<void> {
    const sources = this.sources();
    this.reading.set(true);
    this.problem.set(null);
    const pages = await Promise.all(
      indexes.map(async (index) => {
        const [source, reading] = [sources[index], from[index]];
        if (!source || !reading) return null;
        const params = { ...source.params, ...(reading.cursor && { cursor: reading.cursor }) };
        const answer = await outcomeOf(
          this.http.get<PageView<never>>(source.url, { params: { limit: PAGE_ROWS, ...params } }),
        );
        return { index, source, reading, answer };
      }),
    );
    // Another reload began meanwhile: its answers count.
    if (run !== this.run) return;
    const next = [...from];
    for (const page of pages) {
      if (!page) continue;
      const { index, source, reading, answer } = page;
      if (!answer.ok) {
        this.problem.set(answer.problem);
        continue;
      }
      const { data, nextCursor } = answer.value;
      const items = [...reading.items, ...data.flatMap((row) => source.told(row))];
      next[index] = { items, hasOlder: nextCursor !== null, cursor: nextCursor };
    }
    this.reading.set(false);
    if (this.problem()) return;
    this.readings.set(next);
    this.ready.set(true);
    // A page whose rows are all told elsewhere moves nothing: go on until something shows.
    if (this.items().length === 0 && this.hasOlder()) await this.advance(run, next, lagging(next));
  }

  private sources(): Source[] {
    const organizationId = this.context.organizationId();
    const wallet = `/api/tokens/wallet/${organizationId}`;
    const ofOne = { organizationId };
    return [
      source<LedgerDayView>(`${wallet}/history`, { group: 'day' }, fromLedger),
      source<RefusalView>(`${wallet}/refusals`, {}, fromRefusal),
      source<PurchaseView>('/api/tokens/purchase', ofOne, fromPurchase),
      source<RefundView>('/api/tokens/refunds', ofOne, fromRefund),
      source<DisputeView>('/api/tokens/disputes', ofOne, fromDispute),
      source<AdjustmentView>('/api/tokens/adjustments', ofOne, fromAdjustment),
      source<NotificationView>('/api/tokens/notifications', ofOne, fromNotification),
      source<AuditRecordView>(`/api/tokens/audit/${organizationId}`, {}, fromAudit),
      source<OrganizationNoteView>(`/api/organizations/${organizationId}/notes`, {}, fromNote),
    ];
  }
}

function source<Row>(
  url: string,
  params: Record<string, string>,
  told: (row: Row) => StoryItem[],
): Source {
  return { url, params, told };
}
