import { Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import type { AdjustmentView, LotView, RefundView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { formatMoney } from '../shared/format/money.js';
import { formatInstant, zoneCity } from '../shared/format/time.js';
import { formatSignedTokens, formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Stat } from '../shared/page/stat.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { burnOrder } from '../shared/wallet/expiry-risk.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { AdjustDialog } from './adjust-dialog.js';
import { ApprovalInbox } from './approval-inbox.js';
import { AsOfPanel } from './as-of-panel.js';
import { ExtendDialog } from './extend-dialog.js';
import { NotesPanel } from './notes-panel.js';
import { RefundDialog } from './refund-dialog.js';
import { RefusalPanel } from './refusal-panel.js';
import { StandingDialog } from './standing-dialog.js';
import { STORY_KINDS } from './story.js';
import { StoryPanel } from './story-panel.js';
import { SupportLots } from './support-lots.js';

/** What staff do here; each has a dialog, and stands in the address while it is open. */
const ACTS = ['adjust', 'extend', 'suspend', 'reactivate'] as const;
type Act = (typeof ACTS)[number];

type AddressChange = Partial<
  Record<'act' | 'lot' | 'refund' | 'refusal' | 'at' | 'show', string | null>
>;

/** One organization as support sees it: how it stands, its whole story, and what can be done. */
@Component({
  selector: 'pr-support-page',
  imports: [
    AdjustDialog,
    ApprovalInbox,
    AsOfPanel,
    Badge,
    CopyId,
    ExtendDialog,
    Icon,
    NotesPanel,
    ProblemNote,
    RefundDialog,
    RefusalPanel,
    StandingDialog,
    Stat,
    StoryPanel,
    SupportLots,
    Time,
  ],
  templateUrl: './support-page.html',
  styleUrl: './support-page.scss',
})
export class SupportPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);
  protected readonly store = inject(WalletStore);

  /** From the address. */
  readonly act = input<string>();
  readonly lot = input<string>();
  readonly refund = input<string>();
  readonly refusal = input<string>();
  readonly at = input<string>();
  readonly show = input<string>();

  protected readonly opened = computed<Act | null>(
    () => ACTS.find((act) => act === this.act()) ?? null,
  );
  protected readonly kind = computed(
    () => STORY_KINDS.find(({ kind }) => kind === this.show())?.kind ?? null,
  );
  protected readonly instant = computed(() => {
    const at = this.at();
    return at && !Number.isNaN(Date.parse(at)) ? at : null;
  });
  protected readonly lots = computed(() => this.store.wallet()?.lots ?? []);
  /** Lots that have an end and tokens in them, soonest first. */
  protected readonly extendable = computed(() =>
    burnOrder(this.lots())
      .filter((lot) => lot.expiresAt !== null && lot.remaining > 0)
      .toSorted((a, b) => Date.parse(a.expiresAt ?? '') - Date.parse(b.expiresAt ?? '')),
  );
  protected readonly place = computed(() => {
    const zone = this.context.timeZone();
    const now = this.clock.now();
    return `${zoneCity(zone)}, ${formatInstant(now, zone, 'clock', now)}`;
  });
  protected readonly figures = computed(() => {
    const wallet = this.store.wallet();
    if (!wallet) return null;
    const { runOutAt } = wallet.forecast;
    return [
      { label: 'Available', value: formatTokens(wallet.available), sense: 'tokens' },
      {
        label: 'Held',
        value: formatTokens(wallet.held),
        sense: wallet.frozen > 0 ? `${formatTokens(wallet.frozen)} more frozen` : 'Open holds',
      },
      {
        label: 'Used per day',
        value: formatTokens(wallet.usage.perDayTokens),
        sense: 'Over 30 days',
      },
      {
        label: 'Lasts until about',
        value: runOutAt ? this.day(runOutAt) : '–',
        sense: wallet.forecast.status === 'ready' ? 'By the forecast' : 'Too little history',
      },
      {
        label: 'Lots with tokens',
        value: formatTokens(wallet.lots.filter((lot) => lot.remaining > 0).length),
        sense: this.nextExpiry(),
      },
      {
        label: 'Open suspensions',
        value: formatTokens(wallet.suspensions.length),
        sense: wallet.suspensions[0]?.reason ?? 'Spends as it should',
      },
    ];
  });
  /** What was done last, said for everybody. */
  protected readonly done = signal<string | null>(null);
  private readonly story = viewChild(StoryPanel);
  private readonly inbox = viewChild(ApprovalInbox);

  protected go(change: AddressChange): void {
    if (change.act || change.refund) this.done.set(null);
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  protected showRefusal(requestId: string | null): void {
    this.go({ refusal: requestId });
  }

  protected adjusted(adjustment: AdjustmentView | null): void {
    this.go({ act: null });
    if (!adjustment) return;
    const tokens = `${formatSignedTokens(adjustment.amount)} tokens`;
    this.finish(
      adjustment.status === 'pending'
        ? `${tokens}: asked for. It waits until somebody else approves it.`
        : `${tokens}: applied.`,
    );
  }

  protected refunded(refund: RefundView | null): void {
    this.go({ refund: null });
    if (!refund) return;
    const amount = formatMoney(refund.amount);
    const words: Partial<Record<RefundView['status'], string>> = {
      pending_approval: `Refund of ${amount}: asked for. It waits until somebody else approves it.`,
      pending: `Refund of ${amount}: on its way to the card.`,
    };
    this.finish(words[refund.status] ?? `Refund of ${amount}: paid back.`);
  }

  protected extended(lot: LotView | null): void {
    this.go({ act: null, lot: null });
    if (!lot?.expiresAt) return;
    this.finish(`${lot.label} may be used until ${this.day(lot.expiresAt)}.`);
  }

  protected stood(changed: boolean): void {
    const suspended = this.opened() === 'suspend';
    this.go({ act: null });
    if (!changed) return;
    this.finish(suspended ? 'The wallet is suspended.' : 'The suspension is over.');
  }

  /** What is shown may be out of date: something was done. */
  protected refresh(): void {
    this.store.reload();
    this.story()?.reload();
  }

  private finish(sentence: string): void {
    this.done.set(sentence);
    this.inbox()?.reload();
    this.refresh();
  }

  private nextExpiry(): string {
    const next = this.extendable().find((lot) => !lot.expired);
    return next?.expiresAt ? `Next end ${this.day(next.expiresAt)}` : 'None has an end';
  }

  private day(at: string): string {
    return formatInstant(at, this.context.timeZone(), 'day', this.clock.now());
  }
}
