import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LedgerDayView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { KindMark, LEDGER_KINDS } from '../shared/badge/kind-mark.js';
import { addDays, formatInstant, formatLocalDate, localDate } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DashboardApi } from './dashboard-api.js';

/** The latest movements: usage by day, credits one by one. */
@Component({
  selector: 'pr-activity-panel',
  imports: [Empty, KindMark, Loading, Panel, ProblemNote, RouterLink, TokensPipe],
  templateUrl: './activity-panel.html',
  styles: `
    .list {
      margin-top: 8px;
    }
    .title {
      color: inherit;
    }
    .none {
      justify-content: center;
    }
  `,
})
export class ActivityPanel {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);
  protected readonly activity = inject(DashboardApi).activity();

  protected readonly rows = computed(() =>
    this.activity.hasValue() ? this.activity.value().data.map((row) => this.described(row)) : [],
  );

  private described(row: LedgerDayView) {
    const zone = this.context.timeZone();
    const now = this.clock.now();
    const single = row.entryId !== null;
    const usage = row.kind === 'debit' || row.kind === 'capture';
    const day = this.dayInWords(row.date);
    return {
      key: `${row.kind} ${row.from}`,
      row,
      title: usage ? `Usage, ${day}` : (row.reason ?? LEDGER_KINDS[row.kind].word),
      more: usage
        ? `${formatTokens(row.entries)} ${row.entries === 1 ? 'entry' : 'entries'}`
        : row.reason
          ? LEDGER_KINDS[row.kind].word
          : `Balance ${formatTokens(row.balanceAfter)} tokens`,
      when: usage
        ? [...new Set([row.from, row.to].map((at) => this.clockTime(at)))].join(' to ')
        : formatInstant(row.from, zone, 'minute', now),
      params: single ? { entry: row.entryId } : { from: row.date, to: row.date },
    };
  }

  private clockTime(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'clock', this.clock.now());
  }

  private dayInWords(date: string): string {
    const today = localDate(this.clock.now(), this.context.timeZone());
    if (date === today) return 'today';
    return date === addDays(today, -1) ? 'yesterday' : formatLocalDate(date, today);
  }
}
