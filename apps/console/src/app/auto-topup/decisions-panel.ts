import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AutoTopUpCause, AutoTopUpDecisionView, AutoTopUpVerdict } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge, type Tone } from '../shared/badge/badge.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { zoneName } from '../shared/format/time.js';
import type { IconName } from '../shared/icon/icons.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { Time } from '../shared/value/time.js';

const VERDICTS: Record<AutoTopUpVerdict, { word: string; tone: Tone; icon: IconName }> = {
  buy: { word: 'Bought', tone: 'ok', icon: 'check' },
  wait: { word: 'Waited', tone: 'neutral', icon: 'clock' },
  blocked: { word: 'Blocked', tone: 'error', icon: 'ban' },
  declined: { word: 'Declined', tone: 'warning', icon: 'triangle-alert' },
};
const CAUSES: Record<AutoTopUpCause, string> = {
  crossing: 'The balance fell below',
  sweep: 'The hourly look',
  schedule: 'The schedule',
  retry: 'Another try',
};

/** Why something was bought, or was not: every evaluation that could have bought. */
@Component({
  selector: 'pr-decisions-panel',
  imports: [Badge, Empty, MoneyPipe, Panel, RouterLink, TableCsv, Time, TokensPipe],
  template: `
    <pr-panel heading="Decisions">
      <span panelMark class="muted small hide-s"
        >Every evaluation that could have bought, with what it saw</span
      >
      <span panelAction class="segmented" role="group" aria-label="Verdict">
        @for (tab of tabs; track tab.word) {
          <button
            type="button"
            [attr.aria-pressed]="verdict() === tab.verdict"
            (click)="narrowed.emit(tab.verdict)"
          >
            {{ tab.word }}
          </button>
        }
      </span>
      @if (rows().length > 0) {
        <pr-table-csv panelAction [fileName]="context.name() + ' auto top-up decisions.csv'" />
      }
      @if (rows().length > 0) {
        <div class="table-wrap">
          <table class="cards dense">
            <caption class="visually-hidden">
              The last decisions, newest first
            </caption>
            <thead>
              <tr>
                <th scope="col" class="zone">Time ({{ zone() }})</th>
                <th scope="col">Verdict</th>
                <th scope="col">Reason</th>
                <th scope="col" class="num">Available</th>
                <th scope="col" class="num">Below</th>
                <th scope="col" class="num">In flight</th>
                <th scope="col" class="num">Total</th>
                <th scope="col" class="num">Month left</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.decision.id) {
                <tr>
                  <td class="nb">
                    <pr-time [at]="row.decision.decidedAt" />
                  </td>
                  <td class="right-s">
                    <pr-badge [tone]="row.shown.tone" [icon]="row.shown.icon">{{
                      row.shown.word
                    }}</pr-badge>
                  </td>
                  <td class="full-s">
                    <span class="two">
                      @if (row.decision.purchaseReferenceId; as reference) {
                        <a
                          class="plain"
                          [routerLink]="['/o', context.organizationId(), 'purchases', reference]"
                          >{{ row.decision.reason }}</a
                        >
                      } @else {
                        {{ row.decision.reason }}
                      }
                      <small>{{ row.cause }}</small>
                    </span>
                  </td>
                  <td class="num hide-s">{{ row.decision.available | tokens }}</td>
                  <td class="num hide-s">
                    {{ row.decision.below === null ? '' : (row.decision.below | tokens) }}
                  </td>
                  <td class="num hide-s">{{ row.decision.inFlight | tokens }}</td>
                  <td class="num left-s">{{ row.decision.total | money }}</td>
                  <td class="num right-s muted">
                    {{ row.decision.monthLeft | money }}<span class="only-s"> left</span>
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <pr-empty icon="history" [heading]="none().heading" [sentence]="none().sentence" />
      }
    </pr-panel>
  `,
  styles: `
    .table-wrap {
      margin-top: 8px;
    }
    .segmented button {
      height: 24px;
    }
  `,
})
export class DecisionsPanel {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** Of one policy, newest first. */
  readonly decisions = input.required<readonly AutoTopUpDecisionView[]>();
  /** What they are narrowed to; null = all. */
  readonly verdict = input.required<AutoTopUpVerdict | null>();
  readonly narrowed = output<AutoTopUpVerdict | null>();

  protected readonly tabs: { verdict: AutoTopUpVerdict | null; word: string }[] = [
    { verdict: null, word: 'All' },
    { verdict: 'buy', word: 'Bought' },
    { verdict: 'blocked', word: 'Blocked' },
    { verdict: 'declined', word: 'Declined' },
  ];
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly rows = computed(() =>
    this.decisions()
      .filter(({ verdict }) => this.verdict() === null || verdict === this.verdict())
      .map((decision) => ({
        decision,
        shown: VERDICTS[decision.verdict],
        cause: CAUSES[decision.cause],
      })),
  );
  protected readonly none = computed(() => {
    const verdict = this.verdict();
    return verdict && this.decisions().length > 0
      ? {
          heading: `None was ${VERDICTS[verdict].word.toLowerCase()}`,
          sentence: 'Among the last 20 decisions there is none like this.',
        }
      : {
          heading: 'No decisions yet',
          sentence: 'Each time it could have bought, it is written down here with what it saw.',
        };
  });
}
