import { Component, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { tokensInWords } from '../shared/format/tokens.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';

const QUIET_MS = 30_000;

/** Tells people who hear the page how the balance moves, at most once in 30 seconds. */
@Component({
  selector: 'pr-balance-announcer',
  template: `<p class="visually-hidden" aria-live="polite">{{ sentence() }}</p>`,
})
export class BalanceAnnouncer {
  private readonly store = inject(WalletStore);
  protected readonly sentence = signal('');
  private known: number | null = null;
  private quiet: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    effect(() => {
      const available = this.store.wallet()?.available;
      if (available === undefined) return;
      untracked(() => this.hear(available));
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.quiet ?? undefined));
  }

  private hear(available: number): void {
    // The first figure stands on the page; only its changes are news.
    if (this.known === null) this.known = available;
    if (this.known === available || this.quiet !== null) return;
    this.say(available);
    this.quiet = setTimeout(() => {
      this.quiet = null;
      const latest = this.store.wallet()?.available;
      if (latest !== undefined) this.hear(latest);
    }, QUIET_MS);
  }

  private say(available: number): void {
    this.known = available;
    this.sentence.set(`${tokensInWords(available)} available`);
  }
}
