import { Component, computed, inject, input, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { InvoiceView } from '@purser/contracts';
import { type ProblemReport, toProblem } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { cardName } from '../shared/format/card.js';
import { MoneyPipe, TokensPipe } from '../shared/format/pipes.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { CopyId } from '../shared/value/copy-id.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { INVOICES_ADDRESS, InvoicesApi } from './invoices-api.js';

const TREATMENTS: Record<InvoiceView['taxTreatment'], string> = {
  standard: 'Standard',
  reverse_charge: 'Reverse charge',
  exempt: 'Exempt',
};

/** One invoice or credit note: lines, tax, parties, and the document itself. */
@Component({
  selector: 'pr-invoice-drawer',
  imports: [
    Badge,
    CopyId,
    CopyLink,
    DownloadButton,
    Drawer,
    Empty,
    Loading,
    MoneyPipe,
    ProblemNote,
    RouterLink,
    Time,
    TokensPipe,
  ],
  templateUrl: './invoice-drawer.html',
  styles: `
    .lines {
      grid-template-columns: minmax(0, 1fr) max-content;
    }
  `,
})
export class InvoiceDrawer {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly context = inject(OrganizationContext);

  readonly invoiceId = input.required<string>();

  protected readonly resource = inject(InvoicesApi).invoice(this.invoiceId);
  protected readonly invoice = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  protected readonly missing = computed(() => {
    const error = this.resource.error();
    return error ? toProblem(error).key === 'not-found' : false;
  });
  protected readonly address = computed(() => `${INVOICES_ADDRESS}/${this.invoiceId()}`);
  protected readonly treatment = computed(() => {
    const invoice = this.invoice();
    return invoice ? TREATMENTS[invoice.taxTreatment] : '';
  });
  protected readonly card = computed(() => {
    const paidWith = this.invoice()?.paidWith;
    return paidWith ? cardName(paidWith) : null;
  });
  protected readonly problem = signal<ProblemReport | null>(null);

  protected close(): void {
    void this.router.navigate(['..'], {
      relativeTo: this.route,
      queryParamsHandling: 'preserve',
    });
  }
}
