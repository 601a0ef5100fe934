import { Component, computed, inject, input } from '@angular/core';
import type { AutoTopUpRehearsalView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatInstant } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';

/** What a policy would do at this moment, and would have done in the last 120 days. */
@Component({
  selector: 'pr-policy-foresight',
  imports: [Icon, MoneyPipe, TokensPipe],
  template: `
    <div class="note info-tone" role="status" [attr.aria-busy]="busy()">
      <pr-icon name="history" />
      <div>
        <b>{{ past() }}</b>
        @if (rehearsal().last120Days.topUps.length > 0) {
          for {{ rehearsal().last120Days.total | money }}, at the prices of today.
        }
        <p>{{ atOnce() }}</p>
        @if (rehearsal().last120Days.topUps.length > 0) {
          <details>
            <summary>When it would have bought</summary>
            <ul>
              @for (one of rows(); track one.at) {
                <li>
                  <span>{{ one.day }}</span>
                  <span>{{ one.tokens | tokens }} tokens</span>
                  <span>{{ one.total | money }}</span>
                </li>
              }
            </ul>
          </details>
        }
      </div>
    </div>
  `,
  styles: `
    p {
      margin-top: 2px;
    }
    details {
      margin-top: 6px;
    }
    summary {
      cursor: pointer;
      width: fit-content;
    }
    ul {
      margin-top: 6px;
      max-height: 180px;
      overflow-y: auto;
    }
    li {
      display: grid;
      grid-template-columns: minmax(96px, 1fr) 1fr auto;
      gap: 12px;
      padding: 2px 0;
    }
    li span + span {
      text-align: right;
    }
  `,
})
export class PolicyForesight {
  private readonly clock = inject(Clock);
  private readonly context = inject(OrganizationContext);

  readonly rehearsal = input.required<AutoTopUpRehearsalView>();
  readonly busy = input(false);

  protected readonly past = computed(() => {
    const { topUps, blocked } = this.rehearsal().last120Days;
    const bought =
      topUps.length === 0
        ? 'In the last 120 days it would have bought nothing'
        : `In the last 120 days it would have bought ${times(topUps.length)}`;
    if (blocked === 0) return topUps.length === 0 ? `${bought}.` : bought;
    const limit = `the limit would have stood in the way ${times(blocked)}`;
    return topUps.length === 0 ? `${bought}: ${limit}.` : `${bought} and ${limit},`;
  });
  protected readonly atOnce = computed(() => {
    const { verdict, reason } = this.rehearsal().now;
    if (verdict === 'buy') return `Saved now, it buys at once: ${reason}`;
    if (verdict === 'blocked') return `Saved now, it is blocked: ${reason}`;
    return `Saved now, it buys nothing yet. ${this.readable(reason)}`;
  });
  protected readonly rows = computed(() =>
    this.rehearsal()
      .last120Days.topUps.toReversed()
      .map((one) => ({ ...one, day: this.format(one.at) })),
  );

  /** Instants that stand in a sentence of the API, in the organization's zone. */
  private readable(sentence: string): string {
    return sentence.replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (at) => this.format(at));
  }

  private format(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'minute', this.clock.now());
  }
}

function times(count: number): string {
  if (count === 1) return 'once';
  return count === 2 ? 'twice' : `${count} times`;
}
