import { Component } from '@angular/core';
import { Panel } from '../shared/page/panel.js';
import { Timeline, type TimelineStep } from '../shared/timeline/timeline.js';

const STEPS: readonly TimelineStep[] = [
  {
    id: 'declined',
    title: 'The card is declined',
    more: 'The subscription is past due. Tokens you bought stay usable.',
    icon: 'credit-card',
    tone: 'info',
  },
  {
    id: 'retries',
    title: 'Tried again after 1, 3 and 7 hours, then daily',
    more: 'Not where the card is lost, stolen or expired, or the bank wants to ask you: then another card or you are needed.',
    icon: 'refresh-cw',
    tone: 'warning',
  },
  {
    id: 'grace',
    title: 'Seven days of grace',
    more: 'With reminders. Paying at any time ends it.',
    icon: 'hourglass',
    tone: 'warning',
  },
  {
    id: 'end',
    title: 'Canceled, and the wallet is suspended',
    more: 'A later payment opens the wallet again; the subscription stays canceled.',
    icon: 'ban',
    tone: 'error',
  },
];

/** What happens when a charge fails, before it does. */
@Component({
  selector: 'pr-failure-ladder',
  imports: [Panel, Timeline],
  template: `
    <pr-panel heading="If a charge fails">
      <div class="body"><pr-timeline [steps]="steps" /></div>
    </pr-panel>
  `,
})
export class FailureLadder {
  protected readonly steps = STEPS;
}
