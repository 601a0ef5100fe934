import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { DisputeView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { DisputeStatusBadge } from '../shared/badge/dispute-status.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';

/** One dispute of a purchase: what the bank says, what is frozen or gone, until when one may answer. */
@Component({
  selector: 'pr-dispute-facts',
  imports: [CopyId, DisputeStatusBadge, MoneyPipe, RouterLink, Time, TokensPipe],
  template: `
    <p class="row between">
      <span class="medium">{{ dispute().amount | money }}</span>
      <pr-dispute-status [status]="dispute().status" />
    </p>
    <p class="muted">{{ reason() }}</p>
    <dl class="facts">
      @if (frozen() > 0) {
        <dt>Tokens frozen</dt>
        <dd>{{ frozen() | tokens }}</dd>
      }
      @if (voided() > 0) {
        <dt>Tokens taken</dt>
        <dd>{{ voided() | tokens }}</dd>
      }
      @if (isLostInPart()) {
        <dt>Charged back</dt>
        <dd>{{ dispute().lost | money }}</dd>
      }
      @if (dispute().shortfall.amount > 0) {
        <dt>Lost for used tokens</dt>
        <dd>{{ dispute().shortfall | money }}</dd>
      }
      @if (dispute().returnedTwice.amount > 0) {
        <dt>Given back twice</dt>
        <dd>{{ dispute().returnedTwice | money }}</dd>
      }
      @if (dispute().creditNoteNumber; as number) {
        <dt>Credit note</dt>
        <dd>
          <a [routerLink]="['/o', context.organizationId(), 'invoices', dispute().creditNoteId]">{{
            number
          }}</a>
        </dd>
      }
      <dt>Opened</dt>
      <dd><pr-time [at]="dispute().openedAt" /></dd>
      @if (dispute().closedAt; as at) {
        <dt>Closed</dt>
        <dd><pr-time [at]="at" /></dd>
      } @else if (dispute().evidenceDueBy; as at) {
        <dt>Evidence due by</dt>
        <dd><pr-time [at]="at" /></dd>
      }
      <dt>At the provider</dt>
      <dd><pr-copy-id [value]="dispute().providerId" label="id of the dispute" /></dd>
    </dl>
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
    }
    :host + :host {
      margin-top: 16px;
    }
  `,
})
export class DisputeFacts {
  protected readonly context = inject(OrganizationContext);
  readonly dispute = input.required<DisputeView>();

  /** `product_not_received` -> `Product not received`. */
  protected readonly reason = computed(() => {
    const words = this.dispute().reason.replaceAll('_', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  });
  /** Whether the bank keeps less than was disputed. */
  protected readonly isLostInPart = computed(() => {
    const { lost, amount } = this.dispute();
    return lost.amount > 0 && lost.amount < amount.amount;
  });
  protected readonly frozen = computed(
    () => this.dispute().frozenTokens + this.dispute().frozenBonusTokens,
  );
  protected readonly voided = computed(
    () => this.dispute().voidedTokens + this.dispute().voidedBonusTokens,
  );
}
