import { Component, computed, inject, input, output } from '@angular/core';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { zoneName } from '../shared/format/time.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { burnOrder } from '../shared/wallet/expiry-risk.js';
import { SupportApi } from './support-api.js';
import { instantOf, wallTimeOf } from './wall-time.js';

/** The wallet as it stood at any instant: its parts, and its lots in burn order. */
@Component({
  selector: 'pr-as-of-panel',
  imports: [Loading, Panel, ProblemNote, Time, TokensPipe],
  template: `
    <pr-panel heading="The wallet at a moment">
      <div class="body stack-m" id="as-of">
        <div class="field">
          <label for="as-of-at">Moment, {{ zone() }}</label>
          <input
            class="input"
            type="datetime-local"
            id="as-of-at"
            [value]="field()"
            [max]="latest()"
            (change)="choose($event)"
          />
        </div>
        @if (!at()) {
          <p class="muted">Choose a moment to see what the wallet held then.</p>
        } @else if (then.error(); as error) {
          <pr-problem [error]="error" what="The wallet of then" (retried)="then.reload()" />
        } @else if (wallet(); as found) {
          <p class="muted">
            As of <pr-time [at]="found.asOf" form="second" />, the wallet was
            <b class="medium">{{ found.status }}</b>.
          </p>
          <dl class="facts">
            <dt>Balance</dt>
            <dd>{{ found.balance | tokens }}</dd>
            <dt>− held</dt>
            <dd>{{ found.held | tokens }}</dd>
            <dt>− frozen by a dispute</dt>
            <dd>{{ found.frozen | tokens }}</dd>
            <dt>− expired, not yet swept</dt>
            <dd>{{ found.expired | tokens }}</dd>
            <dt class="total">Available</dt>
            <dd class="total">{{ found.available | tokens }}</dd>
          </dl>
          @if (lots().length > 0) {
            <div>
              <h3>Lots then, in burn order</h3>
              <dl class="facts lots">
                @for (lot of lots(); track lot.id) {
                  <dt>{{ lot.label }}</dt>
                  <dd>{{ lot.remaining | tokens }} of {{ lot.granted | tokens }}</dd>
                }
              </dl>
            </div>
          }
        } @else {
          <pr-loading what="the wallet of then" [lines]="3" />
        }
      </div>
    </pr-panel>
  `,
  styles: `
    .lots {
      margin-top: 8px;
    }
  `,
})
export class AsOfPanel {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** ISO instant, from the address; null = none was chosen. */
  readonly at = input.required<string | null>();
  readonly chosen = output<string | null>();

  protected readonly then = inject(SupportApi).walletAt(this.at);
  protected readonly wallet = computed(() => (this.then.hasValue() ? this.then.value() : null));
  protected readonly lots = computed(() =>
    burnOrder((this.wallet()?.lots ?? []).filter((lot) => lot.remaining > 0)),
  );
  protected readonly zone = computed(() =>
    zoneName(this.context.timeZone(), Date.parse(this.at() ?? '') || this.clock.now()),
  );
  protected readonly field = computed(() => {
    const at = this.at();
    return at ? wallTimeOf(Date.parse(at), this.context.timeZone()) : '';
  });
  protected readonly latest = computed(() => wallTimeOf(this.clock.now(), this.context.timeZone()));

  protected choose(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    const atMs = instantOf(value, this.context.timeZone());
    this.chosen.emit(atMs === null ? null : new Date(atMs).toISOString());
  }
}
