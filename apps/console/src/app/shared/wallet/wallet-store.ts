import { httpResource } from '@angular/common/http';
import { computed, inject, linkedSignal, Service } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { BalanceView, WalletView } from '@purser/contracts';
import { LiveStream } from '../../core/live/live-stream.js';
import { OrganizationContext } from '../../core/organization/organization-context.js';

/**
 * The wallet of the chosen organization: read once, then kept current by the live stream. Debits
 * change the figures in place; a credit reads the whole wallet again, because lots changed too.
 */
@Service()
export class WalletStore {
  private readonly context = inject(OrganizationContext);
  private readonly live = inject(LiveStream);

  readonly resource = httpResource<WalletView>(() => {
    const id = this.context.organizationId();
    return id && this.context.can('tokens.view') ? `/api/tokens/wallet/${id}` : undefined;
  });
  private readonly read = computed(() =>
    this.resource.hasValue() ? this.resource.value() : undefined,
  );
  private readonly heard = linkedSignal<WalletView | undefined, BalanceView | null>({
    source: this.read,
    computation: () => null,
  });

  /** The wallet as it stands, or undefined until it was read. */
  readonly wallet = computed<WalletView | undefined>(() => {
    const wallet = this.read();
    const balance = this.heard();
    return wallet && balance ? { ...wallet, ...balance } : wallet;
  });

  constructor() {
    this.live.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (event.type === 'balance') this.takeBalance(event.balance);
      if (event.type === 'purchase') this.reload();
    });
    this.live.resumed.pipe(takeUntilDestroyed()).subscribe(() => this.reload());
  }

  /** Reads the wallet again; the figures stay until the answer is there. */
  reload(): void {
    this.resource.reload();
  }

  private takeBalance(balance: BalanceView): void {
    const wallet = this.wallet();
    if (!wallet || wallet.organizationId !== balance.organizationId) return;
    if (Date.parse(balance.asOf) < Date.parse(wallet.asOf)) return;
    const credited = balance.balance > wallet.balance || balance.status !== wallet.status;
    this.heard.set(balance);
    if (credited) this.reload();
  }
}
