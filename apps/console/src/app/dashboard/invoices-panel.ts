import { Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { InvoiceView } from '@purser/contracts';
import { Downloads } from '../core/http/downloads.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { MoneyPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { DashboardApi } from './dashboard-api.js';

/** The latest invoices, each as PDF. */
@Component({
  selector: 'pr-invoices-panel',
  imports: [Empty, Icon, Loading, MoneyPipe, Panel, ProblemNote, RouterLink, Time],
  template: `
    <pr-panel heading="Invoices">
      <a panelAction class="small" [routerLink]="['/o', context.organizationId(), 'invoices']"
        >All invoices</a
      >
      @if (problem(); as found) {
        <div class="body"><pr-problem [error]="found" [canRetry]="false" /></div>
      }
      @if (invoices.error(); as error) {
        <div class="body">
          <pr-problem [error]="error" what="The list of invoices" (retried)="invoices.reload()" />
        </div>
      } @else if (invoices.hasValue()) {
        <ul class="list">
          @for (invoice of invoices.value().data; track invoice.id) {
            <li>
              <span class="grow">
                <span class="code block trunc">{{ invoice.number }}</span>
                <span class="muted small">
                  {{ invoice.kind === 'invoice' ? 'Invoice' : 'Credit note' }},
                  <pr-time [at]="invoice.issuedAt" form="day" />
                </span>
              </span>
              <span class="medium nb">{{ invoice.total | money }}</span>
              <button
                type="button"
                class="btn icon small"
                [attr.aria-label]="'Download ' + invoice.number + ' as PDF'"
                title="PDF"
                (click)="download(invoice)"
              >
                <pr-icon name="download" />
              </button>
            </li>
          } @empty {
            <li class="none">
              <pr-empty
                icon="file-text"
                heading="No invoices yet"
                sentence="Each paid purchase brings one."
              />
            </li>
          }
        </ul>
      } @else {
        <pr-loading what="invoices" shape="table" [lines]="4" />
      }
    </pr-panel>
  `,
  styles: `
    .list {
      margin-top: 8px;
    }
    .none {
      justify-content: center;
    }
  `,
})
export class InvoicesPanel {
  private readonly downloads = inject(Downloads);
  protected readonly context = inject(OrganizationContext);
  protected readonly invoices = inject(DashboardApi).invoices();
  protected readonly problem = signal<ProblemReport | null>(null);

  protected async download(invoice: InvoiceView): Promise<void> {
    this.problem.set(null);
    const outcome = await this.downloads.save(
      `/api/tokens/invoices/${invoice.id}`,
      'application/pdf',
      `${invoice.number}.pdf`,
    );
    if (!outcome.ok) this.problem.set(outcome.problem);
  }
}
