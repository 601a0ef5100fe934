import { Component, computed, inject, output, signal } from '@angular/core';
import { form, FormField, FormRoot, maxLength, required, validate } from '@angular/forms/signals';
import {
  type CreatedApiKeyView,
  ORGANIZATION_PERMISSIONS,
  type Permission,
  PERMISSIONS,
} from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { addDays, localDate, startOfLocalDate, zoneCity } from '../shared/format/time.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { SecretOnce } from '../shared/value/secret-once.js';
import { Time } from '../shared/value/time.js';
import { ApiKeysApi } from './api-keys-api.js';

const DAY_MS = 86_400_000;
const LONGEST_NAME = 100;
const PERIODS = ['30', '90', '365'] as const;
const FIELDS = ['/name', '/scopes', '/expiresAt'];

/** Creates an API key, then shows its secret this once. */
@Component({
  selector: 'pr-create-key-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, ProblemNote, SecretOnce, Time],
  templateUrl: './create-key-dialog.html',
  styleUrl: './create-key-dialog.scss',
})
export class CreateKeyDialog {
  private readonly api = inject(ApiKeysApi);
  private readonly context = inject(OrganizationContext);

  /** Whether a key was created. */
  readonly closed = output<boolean>();

  protected readonly scopes = ORGANIZATION_PERMISSIONS.map((name) => ({
    name,
    words: PERMISSIONS[name],
    // What one does not hold one cannot give to a program either.
    held: this.context.can(name),
  }));
  protected readonly city = zoneCity(this.context.timeZone());
  protected readonly longestName = LONGEST_NAME;
  // Keys expire by machine time, so the dates do not follow the sandbox clock.
  protected readonly tomorrow = addDays(localDate(Date.now(), this.context.timeZone()), 1);
  protected readonly chosen = signal<ReadonlySet<Permission>>(
    new Set(this.context.can('tokens.consume') ? ['tokens.consume'] : []),
  );
  protected readonly scopesTouched = signal(false);
  private readonly model = signal({ name: '', expiry: '90', date: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.name, { message: 'Say what the key is for.' });
      maxLength(path.name, LONGEST_NAME, { message: `Use at most ${LONGEST_NAME} characters.` });
      validate(path.date, ({ value, valueOf }) =>
        valueOf(path.expiry) !== 'date' || value() >= this.tomorrow
          ? undefined
          : { kind: 'past', message: 'Choose a day after today.' },
      );
    },
    { submission: { action: () => this.create() } },
  );
  protected readonly usesDate = computed(() => this.model().expiry === 'date');
  protected readonly created = signal<CreatedApiKeyView | null>(null);
  protected readonly kept = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  /** A problem that no field can show. */
  protected readonly otherProblem = computed(() => {
    const problem = this.problem();
    return problem && !FIELDS.some((pointer) => fieldError(problem, pointer)) ? problem : null;
  });

  protected serverSays(pointer: string): string | null {
    return fieldError(this.problem(), pointer);
  }

  protected toggle(scope: Permission): void {
    const scopes = new Set(this.chosen());
    if (!scopes.delete(scope)) scopes.add(scope);
    this.chosen.set(scopes);
    this.scopesTouched.set(true);
  }

  private async create(): Promise<undefined> {
    this.scopesTouched.set(true);
    if (this.chosen().size === 0) return undefined;
    this.problem.set(null);
    const outcome = await this.api.create({
      name: this.model().name.trim(),
      scopes: [...this.chosen()],
      expiresAt: this.expiresAt(),
    });
    if (outcome.ok) this.created.set(outcome.value);
    else this.problem.set(outcome.problem);
    return undefined;
  }

  private expiresAt(): string | null {
    const { expiry, date } = this.model();
    if (expiry === 'date') {
      return new Date(startOfLocalDate(date, this.context.timeZone())).toISOString();
    }
    const days = PERIODS.find((period) => period === expiry);
    return days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
  }
}
