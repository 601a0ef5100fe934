import { DOCUMENT } from '@angular/common';
import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { Router } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { ChooseStep } from './choose-step.js';
import { PayStep } from './pay-step.js';
import { type Choice, PurchaseApi } from '../shared/payment/purchase-api.js';
import { isSettled, PurchaseFlow } from '../shared/payment/purchase-flow.js';
import { ReceiptStep } from './receipt-step.js';
import { Stepper } from './stepper.js';

const STEPS = ['Tokens', 'Payment and review', 'Receipt'] as const;

/**
 * Buying, in three steps. The choice, then the reference of the recorded purchase, stand in the
 * address, so a reload goes on where it was.
 */
@Component({
  selector: 'pr-purchase-page',
  imports: [ChooseStep, Loading, PageHeader, PayStep, ProblemNote, ReceiptStep, Stepper],
  providers: [PurchaseFlow],
  templateUrl: './purchase-page.html',
})
export class PurchasePage {
  private readonly router = inject(Router);
  private readonly context = inject(OrganizationContext);
  protected readonly flow = inject(PurchaseFlow);

  /** From the address: the chosen package and how many of it, or an amount of tokens. */
  readonly package = input<string>();
  readonly quantity = input<string>();
  readonly tokens = input<string>();
  /** From the address: the reference of a recorded purchase. */
  readonly purchase = input<string>();

  protected readonly steps = STEPS;
  protected readonly recorded = inject(PurchaseApi).purchase(this.purchase);
  protected readonly choice = computed<Choice | null>(() => {
    const tokens = Number(this.tokens());
    if (this.tokens() && Number.isSafeInteger(tokens)) return { kind: 'custom', tokens };
    const packageId = this.package();
    const quantity = Math.max(1, Math.trunc(Number(this.quantity() ?? 1)) || 1);
    return packageId ? { kind: 'package', packageId, quantity } : null;
  });
  protected readonly step = computed(() => {
    if (!this.purchase()) return 0;
    const status = this.flow.purchase()?.status;
    return status && isSettled(status) ? 2 : 1;
  });
  protected readonly sentence = computed(() => {
    if (this.step() === 0) {
      return `Prices for ${this.context.name()}. The price is frozen when you continue.`;
    }
    return this.step() === 1 ? 'The price is frozen. Nothing is charged until you pay.' : undefined;
  });

  constructor() {
    const document = inject(DOCUMENT);
    let shown = untracked(this.step);
    // A step is a page of its own: it begins at its top, and so does who reads it.
    afterRenderEffect(() => {
      const step = this.step();
      if (step === shown) return;
      shown = step;
      document.getElementById('main')?.focus({ preventScroll: true });
      document.defaultView?.scrollTo({ top: 0 });
    });
    effect(() => {
      const reference = this.purchase();
      const found = this.recorded.hasValue() ? this.recorded.value() : null;
      untracked(() => {
        if (!reference) this.flow.clear();
        else if (found && this.flow.purchase()?.referenceId !== found.referenceId) {
          this.flow.resume(found);
        }
      });
    });
  }

  protected async choose(choice: Choice): Promise<void> {
    const queryParams =
      choice.kind === 'custom'
        ? { tokens: choice.tokens }
        : { package: choice.packageId, quantity: choice.quantity > 1 ? choice.quantity : null };
    await this.router.navigate([], { queryParams, replaceUrl: true });
  }

  protected async record(choice: Choice): Promise<void> {
    const purchase = await this.flow.record(choice);
    if (purchase) {
      await this.router.navigate([], { queryParams: { purchase: purchase.referenceId } });
    }
  }

  protected async startOver(): Promise<void> {
    await this.router.navigate([], { queryParams: {} });
  }

  /** Gives the recorded purchase up, then offers the same choice again. */
  protected async change(): Promise<void> {
    const purchase = this.flow.purchase();
    await this.flow.cancel();
    const again = purchase?.packageId
      ? { package: purchase.packageId, quantity: purchase.quantity > 1 ? purchase.quantity : null }
      : { tokens: purchase?.tokens };
    await this.router.navigate([], { queryParams: again });
  }
}
