import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import type { PackageView, SubscriptionView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import { Clock } from '../core/time/clock.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { formatInstant } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { ChangedMeanwhile } from '../shared/state/changed-meanwhile.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { VersionedWrite } from '../shared/state/versioned-write.js';
import { PackageOptions } from './package-options.js';
import { SubscriptionApi } from './subscription-api.js';

/** Another package from the next period on: what that means first, then the act. */
@Component({
  selector: 'pr-change-package',
  imports: [ChangedMeanwhile, Icon, MoneyPipe, PackageOptions, Panel, ProblemNote, TokensPipe],
  template: `
    <pr-panel heading="Change package">
      <span panelAction class="muted small">{{ from() }}, before tax</span>
      <div class="body stack-m">
        <pr-package-options
          [packages]="packages()"
          [selected]="chosen()"
          [every]="subscription().interval === 'month' ? 'a month' : 'a year'"
          [marks]="marks()"
          (chosen)="chosen.set($event)"
        />
        @if (rehearsal.error(); as error) {
          <pr-problem [error]="error" what="What it would cost" (retried)="rehearsal.reload()" />
        } @else if (wanted()) {
          <div class="note info-tone" role="status">
            <pr-icon name="info" />
            <div>
              @if (effect(); as after) {
                <b
                  >{{ from() }}: {{ after.tokens | tokens }} tokens for {{ after.total | money }}</b
                >
                @if (after.before; as before) {
                  instead of {{ before | money }}
                }
                {{ every() }}. Nothing is charged today.
              } @else if (rehearsal.isLoading()) {
                Asking what it costs
              } @else {
                Nothing is charged as things stand. The package counts once charges begin again.
              }
            </div>
          </div>
        }
        @if (write.outdated()) {
          <pr-changed-meanwhile what="the subscription" />
        } @else if (write.problem(); as found) {
          <pr-problem [error]="found" consequence="Nothing was changed." [canRetry]="false" />
        }
        @if (wanted()) {
          <div class="row">
            <button type="button" class="btn filled" [disabled]="write.busy()" (click)="change()">
              Change to {{ name() }}
            </button>
            <button type="button" class="btn" (click)="chosen.set(current())">
              Keep {{ currentName() }}
            </button>
          </div>
        }
      </div>
    </pr-panel>
  `,
})
export class ChangePackage {
  private readonly api = inject(SubscriptionApi);
  private readonly clock = inject(Clock);

  readonly subscription = input.required<SubscriptionView>();
  readonly packages = input.required<readonly PackageView[]>();
  readonly changed = output<SubscriptionView>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  /** The package that the next period has as things stand. */
  protected readonly current = computed(
    () => this.subscription().nextPackageId ?? this.subscription().packageId,
  );
  protected readonly chosen = linkedSignal(() => this.current());
  protected readonly wanted = computed(() =>
    this.chosen() === this.current() ? null : this.chosen(),
  );
  protected readonly marks = computed(() => {
    const { packageId, nextPackageId } = this.subscription();
    return { [packageId]: 'Current', ...(nextPackageId && { [nextPackageId]: 'Coming' }) };
  });
  protected readonly rehearsal = this.api.chargesOfChange(
    computed(() => this.subscription().id),
    this.wanted,
  );
  private readonly charges = lastValue(this.rehearsal);
  protected readonly effect = computed(() => {
    if (this.rehearsal.isLoading()) return null;
    const charge = this.charges()?.preview.find(({ packageId }) => packageId === this.wanted());
    if (!charge?.price) return null;
    const offer = (id: string) => this.packages().find((one) => one.id === id);
    return {
      tokens: (charge.tokens ?? 0) + (offer(charge.packageId)?.bonusTokens ?? 0),
      total: charge.price.subtotal,
      before: offer(this.current())?.price ?? null,
    };
  });
  protected readonly from = computed(() => {
    const { nextChargeAt, timeZone } = this.subscription();
    if (!nextChargeAt) return 'From the next period on';
    return `From ${formatInstant(nextChargeAt, timeZone, 'day', this.clock.now())}`;
  });
  protected readonly every = computed(() =>
    this.subscription().interval === 'month' ? 'a month, before tax' : 'a year, before tax',
  );
  protected readonly name = computed(() => this.nameOf(this.chosen()));
  protected readonly currentName = computed(() => this.nameOf(this.current()));
  protected readonly write = new VersionedWrite();

  protected async change(): Promise<void> {
    const packageId = this.wanted();
    if (!packageId) return;
    const outcome = await this.write.run(() => this.api.change(this.subscription(), { packageId }));
    if (outcome.ok) this.changed.emit(outcome.value);
    else if (this.write.outdated()) this.changedElsewhere.emit();
  }

  private nameOf(id: string): string {
    return this.packages().find((offer) => offer.id === id)?.name ?? 'the package';
  }
}
