import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { EVENT_TYPES } from '@purser/contracts';
import { type ProblemReport, toProblem } from '../core/http/problem.js';
import { Badge } from '../shared/badge/badge.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { deliveryMark } from './webhook-words.js';
import { WebhooksApi } from './webhooks-api.js';

const SHOWN_MS = 1_500;

/** One event on its way to one endpoint: every attempt with its answer, and what is sent. */
@Component({
  selector: 'pr-delivery-drawer',
  imports: [Badge, CopyId, CopyLink, Drawer, Empty, Icon, Loading, ProblemNote, Time],
  templateUrl: './delivery-drawer.html',
  styleUrl: './delivery-drawer.scss',
})
export class DeliveryDrawer {
  private readonly document = inject(DOCUMENT);
  private readonly api = inject(WebhooksApi);

  readonly deliveryId = input.required<string>();
  /** It is sent again. */
  readonly changed = output<void>();
  readonly closed = output<void>();

  protected readonly markOf = deliveryMark;
  protected readonly resource = this.api.delivery(this.deliveryId);
  protected readonly delivery = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  protected readonly missing = computed(() => {
    const error = this.resource.error();
    return error ? toProblem(error).key === 'not-found' : false;
  });
  protected readonly sentence = computed(() => {
    const type = this.delivery()?.type;
    return type ? EVENT_TYPES[type] : '';
  });
  protected readonly payload = computed(() =>
    JSON.stringify(this.delivery()?.payload ?? null, null, 2),
  );
  /** Newest first. */
  protected readonly attempts = computed(
    () => this.delivery()?.attemptLog.toSorted((a, b) => b.attempt - a.attempt) ?? [],
  );
  protected readonly sending = signal(false);
  protected readonly again = signal<string | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly copied = signal(false);

  protected async redeliver(id: string): Promise<void> {
    this.problem.set(null);
    this.again.set(null);
    this.sending.set(true);
    const outcome = await this.api.redeliver(id);
    this.sending.set(false);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    this.again.set(id);
    this.resource.reload();
    this.changed.emit();
  }

  protected async copyPayload(): Promise<void> {
    await this.document.defaultView?.navigator.clipboard?.writeText(this.payload());
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}
