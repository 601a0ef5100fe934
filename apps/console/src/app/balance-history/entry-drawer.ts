import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { toProblem } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { KindMark } from '../shared/badge/kind-mark.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { BalanceHistoryApi } from './balance-history-api.js';

const ACTOR_WORDS = { user: 'Person', api_key: 'API key', system: 'By' } as const;

/** Explains a number: before, after, which lots, what they cost, where they came from. */
@Component({
  selector: 'pr-entry-drawer',
  imports: [
    CopyId,
    CopyLink,
    Drawer,
    Empty,
    Icon,
    KindMark,
    Loading,
    MoneyPipe,
    ProblemNote,
    RouterLink,
    Time,
    TokensPipe,
  ],
  templateUrl: './entry-drawer.html',
  styleUrl: './entry-drawer.scss',
})
export class EntryDrawer {
  protected readonly context = inject(OrganizationContext);

  readonly entryId = input.required<string>();
  /** Whether there is a newer, an older entry to go to. */
  readonly hasNewer = input.required<boolean>();
  readonly hasOlder = input.required<boolean>();
  readonly stepped = output<'newer' | 'older'>();
  readonly closed = output<void>();

  protected readonly resource = inject(BalanceHistoryApi).explanation(this.entryId);
  protected readonly entry = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  protected readonly missing = computed(() => {
    const error = this.resource.error();
    return error ? toProblem(error).key === 'not-found' : false;
  });
  protected readonly lotsHeading = computed(() => {
    const entry = this.entry();
    const count = entry?.lots.length ?? 0;
    const lots = count === 1 ? '1 lot' : `${count} lots`;
    return (entry?.amount ?? 0) < 0 ? `Taken from ${lots}` : `Put into ${lots}`;
  });
  protected readonly costHeading = computed(() => {
    const kind = this.entry()?.kind;
    return kind === 'debit' || kind === 'capture' ? 'Cost recognized' : 'Cost';
  });
  protected readonly cost = computed(() => {
    const lots = this.entry()?.lots ?? [];
    const currency = lots[0]?.cost.currency;
    if (!currency) return null;
    return { amount: lots.reduce((sum, lot) => sum + lot.cost.amount, 0), currency };
  });
  protected readonly actorWord = computed(() => ACTOR_WORDS[this.entry()?.actor.type ?? 'system']);

  protected size(tokens: number): number {
    return Math.abs(tokens);
  }
}
