import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { lastValue } from '../core/http/last-value.js';
import { formatInstant, zoneCity, zoneName } from '../shared/format/time.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { lotOutlooks } from '../shared/wallet/expiry-risk.js';
import { TokenWalletWidget } from '../shared/wallet/token-wallet-widget.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { ActivityPanel } from './activity-panel.js';
import { AlertsPanel } from './alerts-panel.js';
import { AutoTopUpPanel } from './auto-topup-panel.js';
import { DashboardApi } from './dashboard-api.js';
import { DISTANCES, ForecastPanel } from './forecast-panel.js';
import { InvoicesPanel } from './invoices-panel.js';
import { LotsPanel } from './lots-panel.js';

/** How the wallet of an organization stands. */
@Component({
  selector: 'pr-dashboard-page',
  imports: [
    ActivityPanel,
    AlertsPanel,
    AutoTopUpPanel,
    ForecastPanel,
    Icon,
    InvoicesPanel,
    Loading,
    LotsPanel,
    PageHeader,
    ProblemNote,
    RouterLink,
    TokenWalletWidget,
    TokensPipe,
  ],
  templateUrl: './dashboard-page.html',
})
export class DashboardPage {
  private readonly clock = inject(Clock);
  private readonly router = inject(Router);
  protected readonly context = inject(OrganizationContext);
  protected readonly store = inject(WalletStore);

  /** How far the forecast reaches, from the address. */
  readonly ahead = input<string>();

  protected readonly days = computed(
    () => DISTANCES.find((distance) => String(distance) === this.ahead()) ?? DISTANCES[0],
  );
  protected readonly forecast = inject(DashboardApi).forecast(this.days);
  /** The forecast that was there last, so that nothing jumps when another distance is asked for. */
  protected readonly foreseen = lastValue(this.forecast);
  protected readonly sentence = computed(() => {
    const zone = this.context.timeZone();
    const city = zoneCity(zone);
    const name = zoneName(zone, this.clock.now());
    const place = city === name ? name : `${city} (${name})`;
    return `Times in ${place}. Figures update as tokens are spent.`;
  });
  protected readonly outlooks = computed(() => {
    const wallet = this.store.wallet();
    if (!wallet) return [];
    const outlooks = lotOutlooks(wallet.lots, wallet.usage.perDayTokens, this.clock.now());
    const forecast = this.foreseen();
    if (forecast?.status !== 'ready') return outlooks;
    const unused = new Map(forecast.atRisk.map((lot) => [lot.lotId, lot.unused]));
    return outlooks.map(({ lot }) => ({
      lot,
      atRisk: Math.min(lot.remaining, unused.get(lot.id) ?? 0),
    }));
  });
  /** The soonest lot of which some would be left over, when anything is used at all. */
  protected readonly risk = computed(() => {
    if ((this.store.wallet()?.usage.perDayTokens ?? 0) === 0) return null;
    const [first] = this.outlooks()
      .filter((outlook) => outlook.atRisk > 0)
      .toSorted((a, b) => Date.parse(a.lot.expiresAt ?? '') - Date.parse(b.lot.expiresAt ?? ''));
    if (!first?.lot.expiresAt) return null;
    return { ...first, day: this.day(first.lot.expiresAt) };
  });
  protected readonly suspension = computed(() => {
    const open = this.store.wallet()?.suspensions[0];
    return open ? { reason: open.reason, since: this.day(open.openedAt) } : null;
  });

  protected look(days: number): void {
    const ahead = days === DISTANCES[0] ? null : days;
    void this.router.navigate([], { queryParams: { ahead }, queryParamsHandling: 'merge' });
  }

  private day(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'day', this.clock.now());
  }
}
