import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { PurchaseDetailView } from '@purser/contracts';
import { Downloads } from '../core/http/downloads.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PurchaseStatusBadge } from '../shared/badge/purchase-status.js';
import { cardName } from '../shared/format/card.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { purchaseSteps } from '../shared/timeline/purchase-steps.js';
import { Timeline } from '../shared/timeline/timeline.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { PurchaseApi } from '../shared/payment/purchase-api.js';
import { MakeItLast } from './make-it-last.js';

/** Third step: what is in the wallet, what was paid, and what happened on the way. */
@Component({
  selector: 'pr-receipt-step',
  imports: [
    CopyId,
    Icon,
    Loading,
    MakeItLast,
    MoneyPipe,
    Panel,
    ProblemNote,
    PurchaseStatusBadge,
    RouterLink,
    Time,
    Timeline,
    TokensPipe,
  ],
  templateUrl: './receipt-step.html',
  styleUrl: './receipt-step.scss',
})
export class ReceiptStep {
  private readonly downloads = inject(Downloads);
  protected readonly context = inject(OrganizationContext);
  protected readonly store = inject(WalletStore);

  readonly referenceId = input.required<string>();
  readonly again = output<void>();

  protected readonly resource = inject(PurchaseApi).purchase(this.referenceId);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly steps = computed(() =>
    this.resource.hasValue() ? purchaseSteps(this.resource.value().events) : [],
  );

  constructor() {
    // The stream may be quicker or slower than this page: the figure must be of after the purchase.
    this.store.reload();
  }

  protected paidWith(purchase: PurchaseDetailView): string {
    return purchase.paymentMethod ? ` with ${cardName(purchase.paymentMethod)}` : '';
  }

  protected async download(purchase: PurchaseDetailView): Promise<void> {
    this.problem.set(null);
    const outcome = await this.downloads.save(
      `/api/tokens/invoices/${purchase.invoiceId}`,
      'application/pdf',
      `${purchase.invoiceNumber ?? 'invoice'}.pdf`,
    );
    if (!outcome.ok) this.problem.set(outcome.problem);
  }
}
