import { Component, computed, inject, signal } from '@angular/core';
import type { SubscriptionCancelReason, SubscriptionView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { formatInstant } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { TableCsv } from '../shared/table/table-csv.js';
import { CancelDialog } from './cancel-dialog.js';
import { CardDialog } from './card-dialog.js';
import { ChangePackage } from './change-package.js';
import { FailureLadder } from './failure-ladder.js';
import { NextCharges } from './next-charges.js';
import { OpenCharge } from './open-charge.js';
import { PastCharges } from './past-charges.js';
import { PauseDialog } from './pause-dialog.js';
import { ResumeDialog } from './resume-dialog.js';
import { StartSubscription } from './start-subscription.js';
import { SubscriptionApi } from './subscription-api.js';
import { SubscriptionPanel } from './subscription-panel.js';

type Act = 'pause' | 'resume' | 'cancel' | 'card';

const ENDED: Record<SubscriptionCancelReason, string> = {
  requested: 'as somebody asked for.',
  grace_ended: 'because a charge was not paid in the time of grace.',
  incomplete: 'because its first charge was never confirmed.',
  not_offered: 'because its package is no longer offered.',
};

/** A package that is bought again each month or year: starting, watching, changing, ending it. */
@Component({
  selector: 'pr-subscription-page',
  imports: [
    CancelDialog,
    CardDialog,
    ChangePackage,
    Empty,
    FailureLadder,
    Icon,
    Loading,
    NextCharges,
    OpenCharge,
    PageHeader,
    Panel,
    PastCharges,
    PauseDialog,
    ProblemNote,
    ResumeDialog,
    StartSubscription,
    SubscriptionPanel,
    TableCsv,
  ],
  templateUrl: './subscription-page.html',
  styles: `
    .after {
      margin-top: 10px;
    }
  `,
})
export class SubscriptionPage {
  private readonly clock = inject(Clock);
  private readonly payments = inject(PurchaseApi);
  protected readonly context = inject(OrganizationContext);

  protected readonly detail = inject(SubscriptionApi).detail();
  protected readonly shown = lastValue(this.detail);
  protected readonly packages = this.payments.packages();
  private readonly methodList = this.payments.paymentMethods();
  protected readonly offers = computed(() =>
    this.packages.hasValue() ? this.packages.value().data : [],
  );
  protected readonly methods = computed(() =>
    this.methodList.hasValue() ? this.methodList.value().data : null,
  );
  protected readonly loaded = computed(
    () => this.shown() !== undefined && (this.packages.hasValue() || !!this.packages.error()),
  );
  /** While one is being started, its form stays: it waits for the answer and what the bank asks. */
  protected readonly starting = signal(false);
  protected readonly running = computed<SubscriptionView | null>(() => {
    if (this.starting()) return null;
    const subscription = this.shown()?.subscription ?? null;
    return subscription?.status === 'canceled' ? null : subscription;
  });
  protected readonly canChange = computed(() => this.context.can('tokens.configure'));
  protected readonly changeable = computed(
    () =>
      this.canChange() && ['active', 'paused', 'past_due'].includes(this.running()?.status ?? ''),
  );
  protected readonly open = computed(() =>
    ['incomplete', 'past_due'].includes(this.running()?.status ?? ''),
  );
  /** How the last one ended, where none is running. */
  protected readonly ended = computed(() => {
    const last = this.shown()?.subscription;
    if (!last?.canceledAt || last.status !== 'canceled') return null;
    const day = formatInstant(last.canceledAt, last.timeZone, 'day', this.clock.now());
    const why = last.cancelReason ? ENDED[last.cancelReason] : '';
    return { fact: `The last subscription ended on ${day}`, why };
  });
  protected readonly ending = computed(() => {
    const subscription = this.running();
    const end = subscription?.currentPeriod?.end;
    if (!subscription?.cancelAtPeriodEnd || !end) return null;
    return formatInstant(end, subscription.timeZone, 'day', this.clock.now());
  });
  protected readonly pausedSince = computed(() => {
    const { pausedAt, timeZone } = this.running() ?? {};
    return pausedAt && timeZone
      ? formatInstant(pausedAt, timeZone, 'minute', this.clock.now())
      : null;
  });

  protected readonly act = signal<Act | null>(null);
  protected readonly askBank = signal(false);
  protected readonly said = signal('');

  constructor() {
    // A purchase is settled before its subscription hears of it; that it did is told by a notice.
    onLive(['purchase', 'notification'], () => this.detail.reload());
  }

  protected started(subscription: SubscriptionView): void {
    this.askBank.set(subscription.status === 'incomplete');
    this.starting.set(false);
    this.tell(subscription.status === 'active' ? 'The subscription has started.' : '');
  }

  protected changed(what: string): void {
    this.act.set(null);
    this.tell(what);
  }

  protected paid(): void {
    this.askBank.set(false);
    this.tell('The charge is paid.');
  }

  private tell(what: string): void {
    this.said.set(what);
    this.methodList.reload();
    this.detail.reload();
  }
}
