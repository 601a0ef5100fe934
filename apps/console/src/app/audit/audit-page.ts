import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AuditRecordView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { periodParams, readDate } from '../shared/table/period.js';
import { RowKeys } from '../shared/table/row-keys.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { AuditApi } from './audit-api.js';
import {
  actorMark,
  COMMON_ACTIONS,
  PLATFORM_ACTIONS,
  readAction,
  targetWords,
} from './audit-words.js';
import { ChainPanel } from './chain-panel.js';
import { changeSummary } from './changes.js';
import { RecordDrawer } from './record-drawer.js';

const LONGEST_ACTOR = 254;

/** Who did what, when and why; whether the chain of records holds; and the way to take it along. */
@Component({
  selector: 'pr-audit-page',
  imports: [
    ChainPanel,
    DownloadButton,
    Empty,
    Icon,
    Loading,
    PageHeader,
    ProblemNote,
    RecordDrawer,
    RouterLink,
    RowKeys,
    TableFooter,
    Time,
    TokensPipe,
  ],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.scss',
})
export class AuditPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly api = inject(AuditApi);
  private readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly actor = input<string>();
  readonly action = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly cursor = input<string>();
  readonly record = input<string>();

  protected readonly commonActions = this.api.isPlatform ? PLATFORM_ACTIONS : COMMON_ACTIONS;
  protected readonly sentence = this.api.isPlatform
    ? 'Who changed packages, prices, tax rates and the seller. Records are append-only and chained.'
    : 'Who did what, when and why. Records are append-only and chained.';
  protected readonly mark = actorMark;
  protected readonly targetWords = targetWords;
  protected readonly filters = computed(() => ({
    actor: this.actor()?.slice(0, LONGEST_ACTOR) || null,
    action: readAction(this.action()),
    from: readDate(this.from()),
    to: readDate(this.to()),
  }));
  /** What is shown, as the API takes it; also what the files hold. */
  protected readonly params = computed((): Record<string, string> => {
    const { actor, action, from, to } = this.filters();
    return {
      ...(actor && { actor }),
      ...(action && { action }),
      ...periodParams(from, to, this.context.timeZone()),
    };
  });
  protected readonly page = this.api.page(
    computed((): Record<string, string> => {
      const cursor = this.cursor();
      return cursor ? { ...this.params(), cursor } : this.params();
    }),
  );
  protected readonly rows = computed(() => (this.page.hasValue() ? this.page.value().data : []));
  protected readonly ids = computed(() => this.rows().map((row) => row.id));
  protected readonly nextCursor = computed(() =>
    this.page.hasValue() ? this.page.value().nextCursor : null,
  );
  protected readonly filtered = computed(() =>
    Object.values(this.filters()).some((value) => value !== null),
  );
  /** The length of the chain, which the newest record says; null where it is not listed. */
  protected readonly records = computed(() => {
    if (!this.page.hasValue() || this.filtered() || this.cursor()) return null;
    return this.rows()[0]?.sequence ?? 0;
  });
  protected readonly openRecord = computed(
    () => this.rows().find((row) => row.id === this.record()) ?? null,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly problem = signal<ProblemReport | null>(null);

  protected summary({ before, after }: AuditRecordView): string {
    return changeSummary(before, after, this.context.timeZone());
  }

  protected put(name: 'actor' | 'action' | 'from' | 'to', event: Event): void {
    const value = (event.target as HTMLInputElement).value.trim();
    void this.go({ [name]: value || null, cursor: null });
  }

  protected clear(): void {
    void this.go({ actor: null, action: null, from: null, to: null, cursor: null });
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
