import { Component } from '@angular/core';
import { PageHeader } from '../shared/page/page-header.js';
import { ApprovalInbox } from './approval-inbox.js';

/** What waits for a second person, over all organizations. */
@Component({
  selector: 'pr-approvals-page',
  imports: [ApprovalInbox, PageHeader],
  template: `
    <pr-page-header
      heading="Approvals"
      sentence="Adjustments and refunds above the limit, over all organizations. Whoever asked for one does not decide it."
    />
    <pr-approval-inbox [organizationId]="null" />
  `,
})
export class ApprovalsPage {}
