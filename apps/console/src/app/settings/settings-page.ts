import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import {
  email,
  form,
  FormField,
  FormRoot,
  maxLength,
  required,
  validate,
} from '@angular/forms/signals';
import { vatNumberExample, type OrganizationView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { FieldMessage } from '../shared/form/field-message.js';
import { formatInstant, zoneCity, zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { SettingsApi } from './settings-api.js';
import {
  addressLines,
  changedSettings,
  mergeSettings,
  SETTING_WORDS,
  type SettingConflict,
  type SettingName,
  settingsOf,
  type SettingsDraft,
} from './settings-draft.js';

const MOST_LINES = 6;
const LINE_LENGTH = 100;
const EMPTY: SettingsDraft = {
  name: '',
  legalName: '',
  address: '',
  taxId: '',
  billingEmail: '',
  poNumber: '',
  timeZone: 'UTC',
};

/** Who the organization is, where invoices go, and which zone its days are counted in. */
@Component({
  selector: 'pr-settings-page',
  imports: [
    CopyId,
    FieldMessage,
    FormField,
    FormRoot,
    Icon,
    Loading,
    PageHeader,
    Panel,
    ProblemNote,
    Time,
  ],
  templateUrl: './settings-page.html',
  styleUrl: './settings-page.scss',
})
export class SettingsPage {
  private readonly api = inject(SettingsApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  protected readonly resource = this.api.settings();
  protected readonly words = SETTING_WORDS;
  protected readonly editable = computed(() => this.context.can('organization.admin'));
  /** What the fields began with, and its version. */
  protected readonly base = signal<{ organization: OrganizationView; eTag: string | null } | null>(
    null,
  );
  private readonly model = signal<SettingsDraft>(EMPTY);
  protected readonly form = form(
    this.model,
    (path) => {
      required(path.name, { message: 'Enter a name.' });
      maxLength(path.name, 100, { message: 'At most 100 characters.' });
      required(path.legalName, { message: 'Enter the name that stands on invoices.' });
      maxLength(path.legalName, 200, { message: 'At most 200 characters.' });
      required(path.billingEmail, { message: 'Enter where invoices go.' });
      email(path.billingEmail, { message: 'This is not an e-mail address.' });
      maxLength(path.taxId, 50, { message: 'At most 50 characters.' });
      maxLength(path.poNumber, 100, { message: 'At most 100 characters.' });
      validate(path.address, ({ value }) => {
        const lines = addressLines(value());
        if (lines.length > MOST_LINES) return { kind: 'lines', message: 'At most six lines.' };
        return lines.some((line) => line.length > LINE_LENGTH)
          ? { kind: 'length', message: 'At most 100 characters a line.' }
          : undefined;
      });
    },
    {
      submission: {
        action: async () => {
          await this.save();
          return undefined;
        },
        onInvalid: (field) => {
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );
  protected readonly changes = computed(() => {
    const base = this.base();
    return base ? changedSettings(settingsOf(base.organization), this.model()) : [];
  });
  protected readonly unsaved = computed(() =>
    this.changes()
      .map((name) => (name === 'poNumber' ? 'PO number' : SETTING_WORDS[name].toLowerCase()))
      .join(', '),
  );
  protected readonly taxIdHint = computed(() => {
    const example = vatNumberExample(this.base()?.organization.country ?? '');
    return example === null
      ? 'VAT, GST or employer number; none is fine'
      : `VAT number such as ${example}; without one VAT may be charged`;
  });
  protected readonly zones = zoneNames();
  protected readonly zoneNow = computed(() => {
    const zone = this.model().timeZone;
    const now = this.clock.now();
    return `It is ${formatInstant(now, zone, 'minute', now)} ${zoneName(zone, now)} there`;
  });
  protected readonly zoneChanges = computed(() => this.changes().includes('timeZone'));
  protected readonly city = computed(() => zoneCity(this.model().timeZone));
  protected readonly problem = signal<ProblemReport | null>(null);
  /** What somebody else changed in the meantime, beside what was taken over without a question. */
  protected readonly conflicts = signal<SettingConflict[]>([]);
  protected readonly takenOver = signal<string | null>(null);
  protected readonly said = signal('');

  constructor() {
    inject(UnsavedChanges).keep(computed(() => this.changes().length > 0));
    effect(() => {
      if (!this.resource.hasValue()) return;
      const organization = this.resource.value();
      const eTag = this.resource.headers()?.get('etag') ?? null;
      untracked(() => {
        if (this.base() === null || this.changes().length === 0) this.begin(organization, eTag);
      });
    });
  }

  protected errorOf(name: SettingName, pointer = `/${name}`): string | null {
    const field = this.form[name]();
    const own = field.touched() || field.dirty() ? field.errors()[0]?.message : null;
    return own ?? fieldError(this.problem(), pointer);
  }

  protected discard(): void {
    const base = this.base();
    if (base) this.begin(base.organization, base.eTag);
  }

  protected take(conflict: SettingConflict, whose: 'mine' | 'theirs'): void {
    this.model.update((draft) => ({ ...draft, [conflict.name]: conflict[whose] }));
  }

  protected isTheirs(conflict: SettingConflict): boolean {
    return this.model()[conflict.name] === conflict.theirs;
  }

  protected async save(): Promise<void> {
    const base = this.base();
    if (!base) return;
    this.problem.set(null);
    const outcome = await this.api.save(this.model(), base.eTag);
    if (outcome.ok) {
      const { organization, eTag } = outcome.value;
      this.begin(organization, eTag);
      this.context.take(organization);
      this.said.set('The settings are saved.');
    } else if (outcome.problem.key === 'precondition-failed') {
      await this.bringTogether();
    } else {
      this.problem.set(outcome.problem);
    }
  }

  /** Somebody else saved first: takes over what does not touch mine, and asks about the rest. */
  private async bringTogether(): Promise<void> {
    const base = this.base();
    const newest = await this.api.read();
    if (!newest.ok) {
      this.problem.set(newest.problem);
      return;
    }
    if (!base) return;
    const { organization, eTag } = newest.value;
    const before = settingsOf(base.organization);
    const theirs = settingsOf(organization);
    const { merged, conflicts } = mergeSettings(before, this.model(), theirs);
    const taken = changedSettings(this.model(), merged).map((name) => SETTING_WORDS[name]);
    this.base.set({ organization, eTag });
    this.model.set(merged);
    this.conflicts.set(conflicts);
    this.takenOver.set(taken.join(', '));
  }

  private begin(organization: OrganizationView, eTag: string | null): void {
    this.base.set({ organization, eTag });
    this.model.set(settingsOf(organization));
    this.form().reset();
    this.problem.set(null);
    this.conflicts.set([]);
    this.takenOver.set(null);
  }
}

function zoneNames(): string[] {
  const names = Intl.supportedValuesOf('timeZone');
  return names.includes('UTC') ? names : ['UTC', ...names];
}
