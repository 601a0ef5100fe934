import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, FormRoot, maxLength, validate } from '@angular/forms/signals';
import {
  EVENT_TYPES,
  SUBSCRIBABLE_EVENT_TYPES,
  type WebhookEndpointSecretView,
} from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { SecretOnce } from '../shared/value/secret-once.js';
import { WebhooksApi } from './webhooks-api.js';

const LONGEST_DESCRIPTION = 200;
const FIELDS = ['/url', '/description', '/types'];

/** Adds an endpoint and shows its signing secret this once, or changes one. */
@Component({
  selector: 'pr-endpoint-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, Loading, ProblemNote, SecretOnce],
  templateUrl: './endpoint-dialog.html',
  styleUrl: './endpoint-dialog.scss',
})
export class EndpointDialog {
  private readonly api = inject(WebhooksApi);

  /** What is changed; null = one that is added. */
  readonly endpointId = input.required<string | null>();
  /** Whether something was saved. */
  readonly closed = output<boolean>();

  protected readonly groups = eventGroups();
  protected readonly resource = this.api.endpoint(this.endpointId);
  protected readonly endpoint = computed(() =>
    this.resource.hasValue() ? this.resource.value() : null,
  );
  private readonly model = linkedSignal(() => {
    const known = this.endpoint();
    return {
      url: known?.url ?? 'https://',
      description: known?.description ?? '',
      all: known ? known.types.includes('*') : true,
      enabled: known?.enabled ?? true,
    };
  });
  protected readonly all = computed(() => this.model().all);
  protected readonly chosen = linkedSignal<ReadonlySet<string>>(
    () => new Set(this.endpoint()?.types.filter((type) => type !== '*')),
  );
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.url, ({ value }) =>
        /^https?:\/\/[^\s]+$/.test(value().trim()) && URL.canParse(value().trim())
          ? undefined
          : {
              kind: 'url',
              message: 'Enter the whole address, for example https://example.com/hooks.',
            },
      );
      maxLength(path.description, LONGEST_DESCRIPTION, {
        message: `Use at most ${LONGEST_DESCRIPTION} characters.`,
      });
    },
    {
      submission: {
        action: async () => {
          await this.save();
          return undefined;
        },
      },
    },
  );
  protected readonly submitted = signal(false);
  protected readonly created = signal<WebhookEndpointSecretView | null>(null);
  protected readonly kept = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  /** A problem that no field shows. */
  protected readonly otherProblem = computed(() => {
    const problem = this.problem();
    return problem && !FIELDS.some((pointer) => fieldError(problem, pointer)) ? problem : null;
  });

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  protected toggle(type: string): void {
    const types = new Set(this.chosen());
    if (!types.delete(type)) types.add(type);
    this.chosen.set(types);
  }

  private async save(): Promise<void> {
    this.submitted.set(true);
    const { url, description, all, enabled } = this.model();
    if (!all && this.chosen().size === 0) return;
    const body = {
      url: url.trim(),
      description: description.trim(),
      types: all ? ['*'] : [...this.chosen()],
      enabled,
    };
    this.problem.set(null);
    const id = this.endpointId();
    if (id !== null) {
      const eTag = this.resource.headers()?.get('etag') ?? null;
      const outcome = await this.api.update(id, eTag, body);
      if (outcome.ok) this.closed.emit(true);
      else this.problem.set(outcome.problem);
      return;
    }
    const outcome = await this.api.create(body);
    if (outcome.ok) this.created.set(outcome.value);
    else this.problem.set(outcome.problem);
  }
}

interface EventGroup {
  name: string;
  events: { type: string; words: string }[];
}

/** The events by what they are about: `purchase.completed` is of purchases. */
function eventGroups(): EventGroup[] {
  const groups = new Map<string, EventGroup>();
  for (const type of SUBSCRIBABLE_EVENT_TYPES) {
    const name = (type.split('.')[0] ?? type).replaceAll('_', ' ');
    const group = groups.get(name) ?? { name, events: [] };
    group.events.push({ type, words: EVENT_TYPES[type] });
    groups.set(name, group);
  }
  return [...groups.values()];
}
