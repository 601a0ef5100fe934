import { Component, computed, input, output } from '@angular/core';
import type { PurchaseView } from '@purser/contracts';
import { Badge } from '../badge/badge.js';
import { cardName } from '../format/card.js';
import { MoneyPipe } from '../format/pipes.js';
import { Dialog } from '../page/dialog.js';
import { Timeline, type TimelineStep } from '../timeline/timeline.js';
import type { AuthenticationOutcome } from './purchase-api.js';

/** 3-D Secure in the sandbox: stands in for the page of the bank. */
@Component({
  selector: 'pr-authentication-dialog',
  imports: [Badge, Dialog, MoneyPipe, Timeline],
  template: `
    <pr-dialog
      heading="Your bank asks you to confirm"
      sentence="The card asks for 3-D Secure. Nothing is charged until you confirm."
      [narrow]="true"
      [closable]="false"
    >
      <div class="bank stack-m">
        <div class="row between">
          <span class="strong">Example Bank</span>
          <pr-badge tone="warning" icon="flask-conical">Test authentication</pr-badge>
        </div>
        <dl class="facts">
          <dt>Merchant</dt>
          <dd>Purser</dd>
          <dt>Amount</dt>
          <dd class="strong">{{ purchase().price.total | money }}</dd>
          @if (card(); as name) {
            <dt>Card</dt>
            <dd>{{ name }}</dd>
          }
        </dl>
        <div class="row nowrap">
          <button
            type="button"
            class="btn outlined wide"
            [disabled]="busy()"
            (click)="answered.emit('fail')"
          >
            Fail
          </button>
          <button
            type="button"
            class="btn filled wide"
            data-first-focus
            [disabled]="busy()"
            (click)="answered.emit('succeed')"
          >
            Complete
          </button>
        </div>
      </div>
      <pr-timeline [steps]="steps()" timeStyle="second" />
      <button dialogAction type="button" class="btn" [disabled]="busy()" (click)="canceled.emit()">
        {{ leaving() }}
      </button>
    </pr-dialog>
  `,
  styles: `
    .bank {
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-medium);
      padding: 20px;
      background: var(--mat-sys-surface-container-low);
    }
  `,
})
export class AuthenticationDialog {
  readonly purchase = input.required<
    Pick<PurchaseView, 'price' | 'paymentMethod'> & { createdAt?: string }
  >();
  readonly busy = input.required<boolean>();
  /** What not answering the bank does here, in words. */
  readonly leaving = input('Cancel purchase');
  readonly answered = output<AuthenticationOutcome>();
  readonly canceled = output<void>();

  protected readonly card = computed(() => {
    const method = this.purchase().paymentMethod;
    return method ? cardName(method) : null;
  });
  protected readonly steps = computed<TimelineStep[]>(() => [
    {
      id: 'recorded',
      title: 'Purchase recorded',
      ...(this.purchase().createdAt && { at: this.purchase().createdAt ?? '' }),
      icon: 'check',
      tone: 'ok',
    },
    {
      id: 'waiting',
      title: this.busy() ? 'Asking the bank' : 'Waiting for your confirmation',
      icon: 'clock',
      tone: 'info',
    },
    { id: 'settling', title: 'Tokens and invoice', icon: 'circle-dot', tone: 'neutral' },
  ]);
}
