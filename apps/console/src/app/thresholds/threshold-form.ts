import {
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { debounce, form, FormField, FormRoot, validate } from '@angular/forms/signals';
import type { ThresholdChannel, ThresholdKind, ThresholdView } from '@purser/contracts';
import { lastValue } from '../core/http/last-value.js';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { Badge } from '../shared/badge/badge.js';
import { FieldMessage } from '../shared/form/field-message.js';
import { formatInstant } from '../shared/format/time.js';
import { formatTokens, parseTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { MemberList } from '../shared/notifications/member-list.js';
import { RecipientChoices } from '../shared/notifications/recipient-choices.js';
import { Panel } from '../shared/page/panel.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { paceWords } from '../shared/wallet/pace-words.js';
import { pacePerDay } from '../shared/wallet/wallet-level.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { KINDS } from './threshold-words.js';
import { type ThresholdDefinition, ThresholdsApi } from './thresholds-api.js';

interface Draft {
  kind: ThresholdKind;
  value: string;
  band: string;
  coolDown: string;
  channels: ThresholdChannel[];
  recipients: string[];
}

const TYPING_MS = 300;
const MOST: Record<ThresholdKind, number> = {
  tokens: Number.MAX_SAFE_INTEGER,
  percent: 100,
  runwayDays: 3_650,
};
const MOST_BAND = 1_000;
const MOST_MINUTES = 43_200;
const FIRST_BAND = '10';
const FIRST_PERCENT = '20';
const FIRST_DAYS = '14';
const DAYS_BELOW = 7;
const STEP_TOKENS = 1_000;
const CHANNELS: { channel: ThresholdChannel; word: string }[] = [
  { channel: 'email', word: 'E-mail' },
  { channel: 'in_app', word: 'In the console' },
  { channel: 'webhook', word: 'Webhooks that listen to it' },
];

/** The fields of an alert, with what it would do and would have done before it is saved. */
@Component({
  selector: 'pr-threshold-form',
  imports: [Badge, FieldMessage, FormField, FormRoot, Icon, Panel, ProblemNote, RecipientChoices],
  providers: [MemberList],
  templateUrl: './threshold-form.html',
  styles: `
    .fields {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 140px), 1fr));
      gap: 16px;
      align-items: start;
    }
    .after {
      margin-top: 10px;
    }
    .segmented {
      justify-self: start;
    }
    .affix .input {
      padding-right: 60px;
    }
  `,
})
export class ThresholdForm {
  private readonly api = inject(ThresholdsApi);
  private readonly clock = inject(Clock);
  private readonly store = inject(WalletStore);
  private readonly context = inject(OrganizationContext);

  /** Null = an alert that is to be added. */
  readonly threshold = input.required<ThresholdView | null>();
  readonly editable = input.required<boolean>();
  readonly saved = output<ThresholdView>();
  readonly removeAsked = output<void>();
  readonly canceled = output<void>();
  /** What is shown is no longer what there is. */
  readonly changedElsewhere = output<void>();

  protected readonly kinds = Object.entries(KINDS).map(([kind, { word }]) => ({
    kind: kind as ThresholdKind,
    word,
  }));
  protected readonly channels = CHANNELS;
  private readonly started = signal<Draft | null>(null);
  private startedFrom: string | null = null;
  private readonly model = signal<Draft>({
    kind: 'tokens',
    value: '',
    band: FIRST_BAND,
    coolDown: '0',
    channels: ['email', 'in_app'],
    recipients: [],
  });
  protected readonly form = form(
    this.model,
    (path) => {
      debounce(path.value, TYPING_MS);
      debounce(path.band, TYPING_MS);
      validate(path.value, ({ value, valueOf }) => {
        const number = parseTokens(value()) ?? 0;
        const most = MOST[valueOf(path.kind)];
        if (number >= 1 && number <= most) return undefined;
        const upTo = most === MOST.tokens ? 'at least 1' : `from 1 to ${formatTokens(most)}`;
        return { kind: 'whole', message: `Enter a whole number, ${upTo}.` };
      });
      validate(path.band, ({ value }) => wholeBetween(value(), MOST_BAND));
      validate(path.coolDown, ({ value }) => wholeBetween(value(), MOST_MINUTES));
      validate(path.channels, ({ value }) =>
        value().length > 0 ? undefined : { kind: 'none', message: 'Choose at least one.' },
      );
    },
    {
      submission: {
        action: async () => {
          await this.save(this.startedFrom);
          return undefined;
        },
        onInvalid: (field) => {
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );
  protected readonly unit = computed(() => KINDS[this.model().kind].unit);
  protected readonly draft = this.model.asReadonly();
  protected readonly definition = computed<ThresholdDefinition | null>(
    () => {
      const { kind, value, band, coolDown, channels, recipients } = this.model();
      if (!this.form().valid()) return null;
      return {
        kind,
        value: parseTokens(value) ?? 0,
        band: Number(band),
        coolDownMinutes: Number(coolDown),
        channels,
        recipients,
      };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  /** Who is told does not change what would have happened: it is not asked again for that. */
  private readonly rehearsed = computed<ThresholdDefinition | null>(
    () => {
      const definition = this.definition();
      return definition && { ...definition, channels: ['in_app'], recipients: [] };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly rehearsal = this.api.rehearsal(this.rehearsed);
  /** What it would do and would have done; for the drawing beside the form. */
  readonly foresight = lastValue(this.rehearsal);
  readonly band = computed(() => Number(this.model().band) || 0);
  protected readonly changed = computed(
    () => JSON.stringify(this.started()) !== JSON.stringify(this.model()),
  );
  protected readonly heading = computed(() => (this.threshold() ? 'Edit the alert' : 'New alert'));
  protected readonly past = computed(() => {
    const count = this.foresight()?.last120Days.alerts.length ?? 0;
    if (count === 0) return 'In the last 120 days it would not have fired.';
    const times = count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
    return `In the last 120 days it would have fired ${times}.`;
  });
  protected readonly hint = computed(() => {
    const wallet = this.store.wallet();
    const tokens = parseTokens(this.model().value);
    if (this.model().kind === 'percent') return 'Of what the last credit left available';
    if (this.model().kind === 'runwayDays') return 'As the daily forecast sees it';
    if (!wallet || tokens === null) return 'Compared with what is available';
    const perDay = pacePerDay(wallet, this.clock.now());
    return perDay > 0 ? paceWords(tokens, perDay) : 'Compared with what is available';
  });
  protected readonly firedSince = computed(() => {
    const at = this.threshold()?.firedAt;
    return at ? formatInstant(at, this.context.timeZone(), 'minute', this.clock.now()) : null;
  });
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly conflict = computed(() => this.problem()?.key === 'precondition-failed');

  constructor() {
    inject(UnsavedChanges).keep(computed(() => this.started() !== null && this.changed()));
    // What somebody typed stays while figures of the alert change.
    effect(() => {
      const threshold = this.threshold();
      const wallet = this.store.wallet();
      untracked(() => {
        const perDay = wallet ? pacePerDay(wallet, this.clock.now()) : 0;
        if (this.started() !== null && this.changed()) return;
        this.begin(draftOf(threshold, perDay), threshold);
      });
    });
  }

  protected choose(kind: ThresholdKind): void {
    const first = {
      tokens: this.started()?.value ?? '',
      percent: FIRST_PERCENT,
      runwayDays: FIRST_DAYS,
    };
    const value = kind === this.started()?.kind ? (this.started()?.value ?? '') : first[kind];
    this.model.update((draft) => ({ ...draft, kind, value }));
  }

  protected toggle(channel: ThresholdChannel): void {
    this.model.update((draft) => ({
      ...draft,
      channels: CHANNELS.map((one) => one.channel).filter(
        (one) => draft.channels.includes(one) !== (one === channel),
      ),
    }));
  }

  protected tell(recipients: readonly string[]): void {
    this.model.update((draft) => ({ ...draft, recipients: [...recipients] }));
  }

  protected discard(): void {
    this.problem.set(null);
    const threshold = this.threshold();
    if (threshold) this.begin(draftOf(threshold, 0), threshold);
    else {
      const started = this.started();
      if (started) this.model.set(started);
      this.canceled.emit();
    }
  }

  /** Takes what somebody else saved; an untouched form follows the newest answer. */
  protected takeTheirs(): void {
    this.discard();
    this.changedElsewhere.emit();
  }

  protected errorOf(name: 'value' | 'band' | 'coolDown' | 'channels', pointer: string) {
    const field = this.form[name]();
    const own = field.touched() || this.changed() ? field.errors()[0]?.message : null;
    return own ?? fieldError(this.problem(), pointer);
  }

  protected async save(eTag: string | null): Promise<void> {
    const definition = this.definition();
    if (!definition) return;
    this.problem.set(null);
    const id = this.threshold()?.id;
    const outcome = id
      ? await this.api.change(id, definition, eTag)
      : await this.api.create(definition);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    this.begin(draftOf(outcome.value, 0), outcome.value);
    this.saved.emit(outcome.value);
  }

  private begin(draft: Draft, threshold: ThresholdView | null): void {
    this.startedFrom = threshold?.eTag ?? null;
    this.started.set(draft);
    this.model.set({ ...draft });
    this.form().reset();
  }
}

function draftOf(threshold: ThresholdView | null, perDay: number): Draft {
  if (threshold) {
    return {
      kind: threshold.kind,
      value: formatTokens(threshold.value),
      band: String(threshold.band),
      coolDown: String(threshold.coolDownMinutes),
      channels: threshold.channels,
      recipients: threshold.recipients,
    };
  }
  const steps = Math.max(1, Math.ceil((perDay * DAYS_BELOW) / STEP_TOKENS));
  return {
    kind: 'tokens',
    value: formatTokens(steps * STEP_TOKENS),
    band: FIRST_BAND,
    coolDown: '0',
    channels: ['email', 'in_app'],
    recipients: [],
  };
}

function wholeBetween(text: string, most: number) {
  return /^\d{1,6}$/.test(text.trim()) && Number(text) <= most
    ? undefined
    : { kind: 'whole', message: `From 0 to ${formatTokens(most)}.` };
}
