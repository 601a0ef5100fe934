import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { WebhookDeliveryDetailView, WebhookEndpointView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { Icon } from '../shared/icon/icon.js';
import { ConfirmDialog } from '../shared/page/confirm-dialog.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { EndpointDialog } from './endpoint-dialog.js';
import { RotateDialog } from './rotate-dialog.js';
import { disabledSentence, endpointMark, hostOf, typesWords } from './webhook-words.js';
import { WebhooksApi } from './webhooks-api.js';

interface TestResult {
  endpointId: string;
  delivery: WebhookDeliveryDetailView | null;
  problem: ProblemReport | null;
}

/** Every endpoint with how it stands; adding, changing, testing, rotating and deleting. */
@Component({
  selector: 'pr-endpoint-list',
  imports: [
    Badge,
    ConfirmDialog,
    CopyId,
    DownloadButton,
    Empty,
    EndpointDialog,
    Icon,
    Loading,
    ProblemNote,
    RotateDialog,
    RouterLink,
    Time,
  ],
  templateUrl: './endpoint-list.html',
  styleUrl: './endpoint-list.scss',
})
export class EndpointList {
  private readonly router = inject(Router);
  protected readonly api = inject(WebhooksApi);
  protected readonly context = inject(OrganizationContext);

  /** From the address: `new`, or the id of the endpoint that is changed. */
  readonly edit = input<string>();

  protected readonly page = this.api.endpoints();
  protected readonly rows = computed(() =>
    (this.page.hasValue() ? this.page.value().data : []).map((endpoint) => ({
      endpoint,
      mark: endpointMark(endpoint),
      host: hostOf(endpoint.url),
      types: typesWords(endpoint.types),
      disabled: disabledSentence(endpoint),
    })),
  );
  protected readonly problem = signal<ProblemReport | null>(null);

  protected readonly testing = signal<string | null>(null);
  protected readonly tested = signal<TestResult | null>(null);
  protected readonly rotating = signal<WebhookEndpointView | null>(null);
  protected readonly removing = signal<WebhookEndpointView | null>(null);
  protected readonly working = signal(false);
  protected readonly removeProblem = signal<ProblemReport | null>(null);

  protected async test({ id }: WebhookEndpointView): Promise<void> {
    this.tested.set(null);
    this.testing.set(id);
    const outcome = await this.api.test(id);
    this.testing.set(null);
    this.tested.set({
      endpointId: id,
      delivery: outcome.ok ? outcome.value : null,
      problem: outcome.ok ? null : outcome.problem,
    });
    this.page.reload();
  }

  protected askToRemove(endpoint: WebhookEndpointView): void {
    this.removeProblem.set(null);
    this.removing.set(endpoint);
  }

  protected async remove({ id }: WebhookEndpointView): Promise<void> {
    this.working.set(true);
    const outcome = await this.api.remove(id);
    this.working.set(false);
    if (!outcome.ok) {
      this.removeProblem.set(outcome.problem);
      return;
    }
    this.removing.set(null);
    this.page.reload();
  }

  protected closeEdit(saved: boolean): void {
    void this.go({ edit: null });
    if (saved) this.page.reload();
  }

  protected closeRotation(rotated: boolean): void {
    this.rotating.set(null);
    if (rotated) this.page.reload();
  }

  protected go(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
