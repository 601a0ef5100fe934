import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RefundView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { RefundStatusBadge } from '../shared/badge/refund-status.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Time } from '../shared/value/time.js';

/** One refund of a purchase: how much, what it took, who made it and why. */
@Component({
  selector: 'pr-refund-facts',
  imports: [MoneyPipe, RefundStatusBadge, RouterLink, Time, TokensPipe],
  template: `
    <p class="row between">
      <span class="medium">{{ refund().amount | money }}</span>
      <pr-refund-status [status]="refund().status" />
    </p>
    @if (refund().failure ?? refund().reason; as words) {
      <p class="muted">{{ words }}</p>
    }
    <dl class="facts">
      <dt>Tokens taken back</dt>
      <dd>
        {{ refund().tokens | tokens
        }}{{ refund().bonusTokens > 0 ? ' + ' + (refund().bonusTokens | tokens) + ' bonus' : '' }}
      </dd>
      @if (refund().shortfall.amount > 0) {
        <dt>For tokens used already</dt>
        <dd>{{ refund().shortfall | money }}</dd>
      }
      @if (refund().status === 'succeeded' && refund().credited.amount < refund().amount.amount) {
        <dt>Credited on the invoice</dt>
        <dd>{{ refund().credited | money }}</dd>
      }
      @if (refund().creditNoteNumber; as number) {
        <dt>Credit note</dt>
        <dd>
          <a [routerLink]="['/o', context.organizationId(), 'invoices', refund().creditNoteId]">{{
            number
          }}</a>
        </dd>
      }
      <dt>By</dt>
      <dd>
        {{ refund().origin === 'provider' ? 'The payment provider' : refund().maker.name }}
        @if (refund().checker; as checker) {
          <span class="muted block small">decided by {{ checker.name }}</span>
        }
      </dd>
      <dt>{{ refund().settledAt ? 'Settled' : 'Asked for' }}</dt>
      <dd><pr-time [at]="refund().settledAt ?? refund().createdAt" /></dd>
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
export class RefundFacts {
  protected readonly context = inject(OrganizationContext);
  readonly refund = input.required<RefundView>();
}
