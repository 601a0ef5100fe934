import { Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { ThresholdView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { thresholdWords } from '../shared/format/threshold-words.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { Time } from '../shared/value/time.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { AlsoSent } from './also-sent.js';
import { DeleteDialog } from './delete-dialog.js';
import { HysteresisPanel } from './hysteresis-panel.js';
import { ThresholdForm } from './threshold-form.js';
import { channelWords, minutesInWords } from './threshold-words.js';
import { ThresholdsApi } from './thresholds-api.js';

const NEW = 'new';

/** Low-balance alerts: each fires once, and arms again when the balance has really recovered. */
@Component({
  selector: 'pr-thresholds-page',
  imports: [
    AlsoSent,
    Badge,
    DeleteDialog,
    Empty,
    HysteresisPanel,
    Icon,
    Loading,
    PageHeader,
    ProblemNote,
    RouterLink,
    TableCsv,
    ThresholdForm,
    Time,
    TokensPipe,
  ],
  templateUrl: './thresholds-page.html',
})
export class ThresholdsPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly clock = inject(Clock);
  private readonly store = inject(WalletStore);
  protected readonly context = inject(OrganizationContext);

  /** From the address: the id of the alert that is open, or `new`. */
  readonly alert = input<string>();

  protected readonly list = inject(ThresholdsApi).list();
  protected readonly shown = lastValue(this.list);
  protected readonly loaded = computed(
    () =>
      this.shown() !== undefined &&
      (this.store.wallet() !== undefined || !!this.store.resource.error()),
  );
  protected readonly canChange = computed(() => this.context.can('tokens.configure'));
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly rows = computed(() =>
    (this.shown()?.data ?? []).map((threshold) => ({
      threshold,
      words: thresholdWords(threshold),
      coolDown: minutesInWords(threshold.coolDownMinutes),
      channels: channelWords(threshold.channels),
    })),
  );
  protected readonly full = computed(() => this.rows().length >= (this.shown()?.limit ?? 1));
  /** The alert that is open; the first one where the address names none. */
  protected readonly open = computed<ThresholdView | null>(() => {
    if (this.alert() === NEW) return null;
    const all = this.shown()?.data ?? [];
    return all.find(({ id }) => id === this.alert()) ?? all[0] ?? null;
  });
  protected readonly adding = computed(() => this.alert() === NEW && this.canChange());
  protected readonly form = viewChild(ThresholdForm);
  protected readonly foresight = computed(() => this.form()?.foresight());
  protected readonly band = computed(() => this.form()?.band() ?? 0);
  protected readonly removing = signal(false);
  protected readonly said = signal('');

  constructor() {
    onLive(['notification', 'purchase'], () => this.list.reload());
  }

  protected saved({ id }: ThresholdView): void {
    this.said.set('The alert is saved.');
    this.list.reload();
    this.show(id);
  }

  protected removed(): void {
    this.removing.set(false);
    this.said.set('The alert is deleted.');
    this.list.reload();
    this.show(null);
  }

  protected show(alert: string | null): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { alert },
      queryParamsHandling: 'merge',
    });
  }
}
