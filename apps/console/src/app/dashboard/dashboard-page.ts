import { Component, inject } from '@angular/core';
import { TokenWalletWidget } from '../shared/wallet/token-wallet-widget.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
@Component({
  selector: 'pr-dashboard-page',
  imports: [TokenWalletWidget],
  template: `@if (store.wallet(); as w) {
    <pr-token-wallet-widget [wallet]="w" />
  }`,
})
export class DashboardPage {
  protected readonly store = inject(WalletStore);
}
