import { Component, computed, inject, input, output, signal } from '@angular/core';
import { type DeliveryView, NOTIFICATION_TOPICS } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { Badge } from '../shared/badge/badge.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { CHANNELS, STATUSES } from './log-words.js';
import { NotificationLogApi } from './notification-log-api.js';

/** One message: how it fared, every attempt, and in the sandbox what it says. */
@Component({
  selector: 'pr-message-drawer',
  imports: [Badge, CopyId, CopyLink, Drawer, Empty, Icon, Loading, ProblemNote, Time],
  templateUrl: './message-drawer.html',
  styles: `
    .rule {
      margin-top: 12px;
    }
    .words {
      overflow-wrap: anywhere;
    }
    .attempts {
      display: grid;
      gap: 10px;

      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 2px 8px;
      }
      p {
        grid-column: 2;
        overflow-wrap: anywhere;
      }
    }
    pre {
      margin: 0;
      padding: 10px 12px;
      max-height: 420px;
      overflow: auto;
      font: var(--mat-sys-body-medium);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-small);
      background: var(--mat-sys-surface-container-low);
    }
  `,
})
export class MessageDrawer {
  private readonly api = inject(NotificationLogApi);

  /** Null where the page of the list does not have it. */
  readonly message = input.required<DeliveryView | null>();
  /** It is sent again. */
  readonly changed = output<void>();
  readonly closed = output<void>();

  protected readonly channels = CHANNELS;
  protected readonly statuses = STATUSES;
  protected readonly topic = computed(() => {
    const topic = this.message()?.topic;
    return topic ? NOTIFICATION_TOPICS[topic].label : 'None: it concerns one person';
  });
  protected readonly log = this.api.attempts(computed(() => this.message()?.id ?? null));
  /** Newest first. */
  protected readonly attempts = computed(() =>
    this.log.hasValue() ? this.log.value().data.toSorted((a, b) => b.attempt - a.attempt) : [],
  );
  protected readonly sending = signal(false);
  protected readonly again = signal<string | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);

  protected async redeliver({ id }: DeliveryView): Promise<void> {
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
    this.log.reload();
    this.changed.emit();
  }
}
