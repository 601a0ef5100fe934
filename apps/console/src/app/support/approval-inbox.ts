import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../core/auth/session.js';
import type { ProblemReport } from '../core/http/problem.js';
import { onLive } from '../core/live/on-live.js';
import { Badge } from '../shared/badge/badge.js';
import { formatMoney } from '../shared/format/money.js';
import { formatSignedTokens, formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { EffectKey } from './effect-key.js';
import { ReasonDialog } from './reason-dialog.js';
import { SupportApi, type Waiting } from './support-api.js';
import { codeWords } from './support-words.js';

/** What is being decided, and how. */
interface Decision {
  waiting: Waiting;
  act: 'approve' | 'reject';
}

/** Adjustments and refunds that wait for a second person, oldest first; deciding about them. */
@Component({
  selector: 'pr-approval-inbox',
  imports: [Badge, Empty, Icon, Loading, Panel, ProblemNote, ReasonDialog, RouterLink, Time],
  templateUrl: './approval-inbox.html',
  styles: `
    .item {
      align-items: flex-start;
      flex-wrap: wrap;
    }
    .words {
      flex: 1 1 260px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .words a {
      color: inherit;
    }
    .list {
      margin-top: 8px;
    }
    .none {
      justify-content: center;
    }
    .mine {
      margin-top: 6px;
    }
  `,
})
export class ApprovalInbox {
  private readonly api = inject(SupportApi);
  private readonly session = inject(Session);
  private readonly key = new EffectKey();

  /** Null = all organizations. */
  readonly organizationId = input.required<string | null>();
  /** Something was decided: balances may differ. */
  readonly decided = output<void>();

  protected readonly adjustments = this.api.waitingAdjustments(this.organizationId);
  protected readonly refunds = this.api.waitingRefunds(this.organizationId);
  protected readonly error = computed(() => this.adjustments.error() ?? this.refunds.error());
  protected readonly loaded = computed(
    () => this.adjustments.hasValue() && this.refunds.hasValue(),
  );
  protected readonly items = computed(() => {
    if (!this.adjustments.hasValue() || !this.refunds.hasValue()) return [];
    const waiting: Waiting[] = [
      ...this.adjustments.value().data.map((of) => ({ kind: 'adjustment' as const, of })),
      ...this.refunds.value().data.map((of) => ({ kind: 'refund' as const, of })),
    ];
    return waiting
      .toSorted((a, b) => Date.parse(a.of.createdAt) - Date.parse(b.of.createdAt))
      .map((one) => ({
        waiting: one,
        id: one.of.id,
        what: whatOf(one),
        detail: detailOf(one),
        mine: one.of.maker.id !== null && one.of.maker.id === this.session.user()?.id,
      }));
  });
  protected readonly deciding = signal<Decision | null>(null);
  protected readonly working = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly what = whatOf;

  constructor() {
    onLive(['purchase', 'notification'], () => this.reload());
  }

  /** Asks again, for example after something was asked for elsewhere on the page. */
  reload(): void {
    this.adjustments.reload();
    this.refunds.reload();
  }

  protected begin(waiting: Waiting, act: Decision['act']): void {
    this.problem.set(null);
    this.deciding.set({ waiting, act });
  }

  protected async decide({ waiting, act }: Decision, reason: string): Promise<void> {
    this.problem.set(null);
    this.working.set(true);
    const outcome =
      act === 'approve'
        ? await this.api.approve(waiting, reason, this.key.of([waiting.of.id, reason]))
        : await this.api.reject(waiting, reason);
    this.working.set(false);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    this.deciding.set(null);
    this.reload();
    this.decided.emit();
  }
}

/** `+80,000 tokens` or `Refund of $24.50`. */
function whatOf({ kind, of }: Waiting): string {
  return kind === 'adjustment'
    ? `${formatSignedTokens(of.amount)} tokens`
    : `Refund of ${formatMoney(of.amount)}`;
}

function detailOf({ kind, of }: Waiting): string {
  if (kind === 'adjustment') return `${codeWords(of.reasonCode)}: ${of.reason}`;
  const tokens = `${formatTokens(of.tokens + of.bonusTokens)} tokens are taken back`;
  return of.reason ? `${of.reason} (${tokens})` : tokens;
}
