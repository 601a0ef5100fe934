import { Component, computed, inject, input, signal } from '@angular/core';
import type { ThresholdRehearsalView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { formatPercent } from '../shared/format/percent.js';
import { formatInstant } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { hysteresisPlot, stepPath } from './hysteresis-series.js';
import { ThresholdsApi } from './thresholds-api.js';

/** How an alert would have behaved in the last 120 days, drawn with the real balance. */
@Component({
  selector: 'pr-hysteresis-panel',
  imports: [Badge, Empty, Loading, Panel, ProblemNote, TableCsv, TokensPipe],
  host: { '(document:keydown)': 'toggleByKey($event)' },
  template: `
    <pr-panel heading="How it behaves">
      <span panelMark class="row">
        @if (mark(); as tokens) {
          <pr-badge tone="warning" icon="bell">Below {{ tokens | tokens }}</pr-badge>
          <pr-badge tone="ok" icon="refresh-cw">Arms at {{ rearmMark() | tokens }}</pr-badge>
        }
      </span>
      <span panelAction class="segmented" role="group" aria-label="Show as">
        <button type="button" [attr.aria-pressed]="!asTable()" (click)="asTable.set(false)">
          Chart
        </button>
        <button type="button" [attr.aria-pressed]="asTable()" (click)="asTable.set(true)">
          Table
        </button>
      </span>
      @if (asTable() && rehearsal() && known()) {
        <pr-table-csv panelAction [fileName]="context.name() + ' past alerts.csv'" />
      }
      @if (days.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="The past days" (retried)="days.reload()" />
        </div>
      } @else if (mark() === null) {
        <pr-empty
          icon="gauge"
          heading="No mark yet"
          [sentence]="rehearsal()?.now?.reason ?? 'It is judged once there is enough history.'"
        />
      } @else if (!rehearsal() || !known()) {
        <pr-loading what="how it behaves" [lines]="7" />
      } @else if (asTable()) {
        <div class="table-wrap">
          <table class="dense">
            <caption class="visually-hidden">
              Alerts it would have sent in the last 120 days, newest first
            </caption>
            <thead>
              <tr>
                <th scope="col">Would have fired</th>
                <th scope="col" class="num">Available</th>
                <th scope="col" class="num">Mark</th>
                <th scope="col" class="num">Armed again</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.at) {
                <tr>
                  <td class="nb">{{ row.day }}</td>
                  <td class="num">{{ row.available | tokens }}</td>
                  <td class="num">{{ row.mark | tokens }}</td>
                  <td class="num muted">{{ row.recovered }}</td>
                </tr>
              } @empty {
                <tr>
                  <td colspan="4" class="muted">It would not have fired.</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <div class="body">
          <div class="plot" role="img" tabindex="0" [attr.aria-label]="sentence()">
            <span
              class="band"
              [style.bottom.%]="plot().markY"
              [style.height.%]="plot().rearmY - plot().markY"
            ></span>
            <span class="limit rearm" [style.bottom.%]="plot().rearmY"></span>
            <span class="limit mark" [style.bottom.%]="plot().markY"></span>
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
              <path [attr.d]="path()" vector-effect="non-scaling-stroke" />
            </svg>
            @for (alert of plot().alerts; track alert.x) {
              <i [style.left.%]="alert.x" [style.bottom.%]="alert.y"></i>
            }
          </div>
          <div class="states" aria-hidden="true">
            @for (span of plot().fired; track span.from) {
              <i [style.left.%]="span.from" [style.width.%]="span.to - span.from"></i>
            }
          </div>
          <p class="row between small muted">
            <span>{{ first() }}</span><span>Now</span>
          </p>
          <ul class="legend">
            <li><b class="armed"></b>Armed</li>
            <li><b class="fired"></b>Fired, silent until it arms again</li>
            <li><b class="dot"></b>An alert</li>
          </ul>
          <p class="muted small">{{ explanation() }}</p>
        </div>
      }
    </pr-panel>
  `,
  styleUrl: './hysteresis-panel.scss',
})
export class HysteresisPanel {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** What the alert would have done; undefined while it is asked. */
  readonly rehearsal = input.required<ThresholdRehearsalView | undefined>();
  /** Percent above the mark at which it arms again. */
  readonly band = input.required<number>();

  private readonly shortcuts = inject(Shortcuts);
  protected readonly asTable = signal(false);
  private readonly from = computed(() => this.rehearsal()?.last120Days.from ?? null);
  protected readonly days = inject(ThresholdsApi).days(this.from);
  protected readonly known = lastValue(this.days);
  protected readonly mark = computed(() => {
    const rehearsal = this.rehearsal();
    // Undefined = not known yet, null = there is no mark at this moment.
    return rehearsal === undefined ? undefined : rehearsal.now.mark;
  });
  protected readonly rearmMark = computed(() => this.rehearsal()?.now.rearmMark ?? 0);
  protected readonly plot = computed(() =>
    hysteresisPlot(
      this.known()?.data ?? [],
      this.rehearsal() ?? NOTHING,
      this.mark() ?? 0,
      this.rearmMark(),
    ),
  );
  protected readonly path = computed(() => stepPath(this.plot().line));
  protected readonly rows = computed(() =>
    (this.rehearsal()?.last120Days.alerts ?? [])
      .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
      .map((alert) => ({
        ...alert,
        day: this.format(alert.at),
        recovered: alert.recoveredAt ? this.format(alert.recoveredAt) : 'Not until now',
      })),
  );
  protected readonly first = computed(() => {
    const oldest = this.known()?.data.at(-1)?.to ?? this.rehearsal()?.last120Days.from;
    return oldest ? formatInstant(oldest, this.context.timeZone(), 'day', this.clock.now()) : '';
  });
  protected readonly explanation = computed(
    () =>
      `Between the two lines nothing happens: an alert that has fired stays quiet until available ` +
      `reaches ${formatTokens(this.rearmMark())} tokens${this.more()} and the cool-down has passed.`,
  );
  /** How much more than the mark that is, where it is that: no mark lies above what was there. */
  private readonly more = computed(() => {
    const exact = ((this.mark() ?? 0) * (100 + this.band())) / 100;
    return this.rearmMark() < exact ? '' : ` (${formatPercent(this.band() / 100)} more)`;
  });
  protected readonly sentence = computed(() => {
    const count = this.rows().length;
    const times = count === 1 ? 'one alert' : `${count} alerts`;
    return (
      `Available tokens since ${this.first()} against the mark of ` +
      `${formatTokens(this.mark() ?? 0)} tokens: ${times}.`
    );
  });

  protected toggleByKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 't' && this.shortcuts.hears(event)) {
      this.asTable.update((table) => !table);
    }
  }

  private format(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'minute', this.clock.now());
  }
}

const NOTHING = {
  last120Days: { from: '1970-01-01T00:00:00Z', to: '1970-01-02T00:00:00Z', alerts: [] },
};
