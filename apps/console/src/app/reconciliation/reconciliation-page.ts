import { Component } from '@angular/core';
import { PageHeader } from '../shared/page/page-header.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { DriftPanel } from './drift-panel.js';

/** The open differences of all organizations together. */
@Component({
  selector: 'pr-reconciliation-page',
  imports: [CopyLink, DriftPanel, PageHeader],
  template: `
    <pr-page-header
      heading="Reconciliation"
      sentence="How far provider, purchases, ledger and invoices are apart, over all organizations. Nothing repairs itself: a person decides."
    >
      <pr-copy-link pageAction />
    </pr-page-header>
    <pr-drift-panel [organizationId]="null" />
  `,
})
export class ReconciliationPage {}
