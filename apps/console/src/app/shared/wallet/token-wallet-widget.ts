import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LotView, WalletView } from '@purser/contracts';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Clock } from '../../core/time/clock.js';
import { formatInstant } from '../format/time.js';
import { formatPercent } from '../format/percent.js';
import { formatTokens } from '../format/tokens.js';
import { TokensPipe } from '../format/pipes.js';
import { Icon } from '../icon/icon.js';
import { Meter, type MeterPart } from '../meter/meter.js';
import { Panel } from '../page/panel.js';
import { Stat } from '../page/stat.js';
import { Tooltip } from '../page/tooltip.js';
import { UsageBars } from './usage-bars.js';
import { WalletGauge } from './wallet-gauge.js';
import { CRITICAL_SHARE, LOW_SHARE, lastsUntilMs, walletLevel } from './wallet-level.js';
import { WalletLevelBadge } from './wallet-level-badge.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/**
 * The wallet of an organization. `compact` is one link with the figure, for the navigation; `full`
 * is the panel of the dashboard: balance and its parts, low and critical, usage, how long it lasts.
 */
@Component({
  selector: 'pr-token-wallet-widget',
  imports: [
    Icon,
    Meter,
    Panel,
    RouterLink,
    Stat,
    TokensPipe,
    Tooltip,
    UsageBars,
    WalletGauge,
    WalletLevelBadge,
  ],
  templateUrl: './token-wallet-widget.html',
  styleUrl: './token-wallet-widget.scss',
})
export class TokenWalletWidget {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  readonly wallet = input.required<WalletView>();
  readonly view = input<'compact' | 'full'>('full');

  protected readonly home = computed(() => ['/o', this.wallet().organizationId]);
  protected readonly level = computed(() => walletLevel(this.wallet()));
  protected readonly levelReason = computed(() => {
    const base = this.wallet().availableAfterLastCredit;
    if (!base) return 'Low and critical are judged from the first purchase on.';
    return (
      `Low is below ${formatPercent(LOW_SHARE)}, critical below ${formatPercent(CRITICAL_SHARE)} ` +
      `of ${formatTokens(base)} tokens, ` +
      'what was available after the last purchase.'
    );
  });
  protected readonly maximum = computed(() =>
    Math.max(this.wallet().availableAfterLastCredit ?? 0, this.wallet().available, 1),
  );
  protected readonly compactParts = computed<MeterPart[]>(() => [
    {
      amount: this.wallet().available,
      look: ({ ok: 'solid', low: 'risk', critical: 'alert', suspended: 'hatch' } as const)[
        this.level()
      ],
    },
  ]);
  protected readonly lastsUntil = computed(() => {
    const { available, usage, forecast } = this.wallet();
    const now = this.clock.now();
    const at =
      forecast.status === 'ready' && forecast.runOutAt
        ? Date.parse(forecast.runOutAt)
        : lastsUntilMs(available, usage.perDayTokens, now);
    return at === null ? null : formatInstant(at, this.context.timeZone(), 'day', now);
  });
  protected readonly lastsSense = computed(() => {
    const { forecast, usage } = this.wallet();
    if (forecast.status === 'ready') return 'At the recent pace';
    return usage.perDayTokens > 0 ? 'At the 30-day average' : 'Nothing was used in 30 days';
  });
  protected readonly soon = computed(() => {
    const until = this.clock.now() + SOON_DAYS * DAY_MS;
    const lots = this.wallet().lots.filter(
      (lot) => lot.remaining > 0 && !lot.expired && expiry(lot) <= until,
    );
    const first = lots.toSorted((a, b) => expiry(a) - expiry(b))[0];
    return {
      tokens: formatTokens(lots.reduce((sum, lot) => sum + lot.remaining, 0)),
      sense: first?.expiresAt
        ? `${first.label}, ${this.day(first.expiresAt)}`
        : 'Nothing expires in this time',
    };
  });
  protected readonly heldSense = computed(() => {
    const { held, frozen } = this.wallet();
    if (frozen > 0) return `${formatTokens(frozen)} frozen by a dispute`;
    return held > 0 ? 'Reserved by programs' : 'No open holds';
  });
  protected readonly usageSpan = computed(() => {
    const days = this.wallet().usage.days;
    const text = (index: number) => {
      const date = days.at(index)?.date;
      return date ? formatInstant(`${date}T12:00:00Z`, 'UTC', 'day', this.clock.now()) : '';
    };
    return { first: text(0), last: text(-1) };
  });

  protected readonly format = formatTokens;

  private day(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'day', this.clock.now());
  }
}

function expiry(lot: LotView): number {
  return lot.expiresAt ? Date.parse(lot.expiresAt) : Number.POSITIVE_INFINITY;
}
