import { Component, computed, inject, input, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { MoneyView, PurchaseDetailView } from '@purser/contracts';
import { Downloads } from '../core/http/downloads.js';
import { type ProblemReport, toProblem } from '../core/http/problem.js';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { PurchaseStatusBadge } from '../shared/badge/purchase-status.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { cardName } from '../shared/format/card.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { purchaseSteps } from '../shared/timeline/purchase-steps.js';
import { Timeline } from '../shared/timeline/timeline.js';
import { CopyId } from '../shared/value/copy-id.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { DisputeFacts } from './dispute-facts.js';
import { PURCHASE_TYPES } from './purchase-filters.js';
import { PurchaseHistoryApi } from './purchase-history-api.js';
import { RefundFacts } from './refund-facts.js';

const UNPAID = new Set(['initialized', 'payment_failed', 'requires_action']);

/** One purchase: what happened when, its lots, its money, and what of it went back. */
@Component({
  selector: 'pr-purchase-drawer',
  imports: [
    Badge,
    CopyId,
    CopyLink,
    DisputeFacts,
    Drawer,
    Empty,
    Icon,
    Loading,
    MoneyPipe,
    ProblemNote,
    PurchaseStatusBadge,
    RefundFacts,
    RouterLink,
    Time,
    Timeline,
    TokensPipe,
  ],
  templateUrl: './purchase-drawer.html',
})
export class PurchaseDrawer {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly downloads = inject(Downloads);
  protected readonly context = inject(OrganizationContext);

  readonly referenceId = input.required<string>();

  protected readonly typeWords = PURCHASE_TYPES;
  private readonly api = inject(PurchaseHistoryApi);
  protected readonly resource = this.api.purchase(this.referenceId);
  protected readonly purchase = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  protected readonly missing = computed(() => {
    const error = this.resource.error();
    return error ? toProblem(error).key === 'not-found' : false;
  });
  protected readonly steps = computed(() => purchaseSteps(this.purchase()?.events ?? []));
  protected readonly payable = computed(
    () => UNPAID.has(this.purchase()?.status ?? '') && this.context.can('tokens.purchase'),
  );
  /** Whether staff may look at what a refund would take. */
  protected readonly refundable = computed(
    () =>
      this.context.can('tokens.adjust') &&
      ['completed', 'partially_refunded'].includes(this.purchase()?.status ?? ''),
  );
  protected readonly refundPreview = this.api.refundPreview(
    computed(() => (this.refundable() ? this.referenceId() : null)),
  );
  protected readonly ifRefunded = computed(() =>
    this.refundPreview.hasValue() ? this.refundPreview.value() : null,
  );
  protected readonly nothingLeft = computed(() => {
    const error = this.refundPreview.error();
    return error ? toProblem(error).key === 'nothing-to-refund' : false;
  });
  /** Everything that was paid back; null where nothing was. */
  protected readonly returned = computed<MoneyView | null>(() => {
    const paidBack = (this.purchase()?.refunds ?? []).filter(
      ({ status }) => status === 'succeeded',
    );
    const [first] = paidBack;
    if (!first) return null;
    const amount = paidBack.reduce((sum, refund) => sum + refund.amount.amount, 0);
    return { amount, currency: first.amount.currency };
  });
  protected readonly card = computed(() => {
    const method = this.purchase()?.paymentMethod;
    return method ? cardName(method) : null;
  });
  protected readonly problem = signal<ProblemReport | null>(null);

  constructor() {
    onLive(['purchase'], () => {
      this.resource.reload();
      this.refundPreview.reload();
    });
  }

  protected close(): void {
    void this.router.navigate(['..'], {
      relativeTo: this.route,
      queryParamsHandling: 'preserve',
    });
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
