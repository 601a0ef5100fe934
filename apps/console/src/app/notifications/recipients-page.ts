import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import type {
  NotificationRecipientsView,
  NotificationRule,
  NotificationRuleView,
  NotificationTopic,
  PeopleChannel,
} from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { Icon } from '../shared/icon/icon.js';
import { MemberList } from '../shared/notifications/member-list.js';
import { RecipientChoices } from '../shared/notifications/recipient-choices.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { RecipientsApi } from './recipients-api.js';

const CHANNELS: { channel: PeopleChannel; word: string }[] = [
  { channel: 'email', word: 'E-mail' },
  { channel: 'in_app', word: 'In the console' },
];

/** Who is told about what, and how. */
@Component({
  selector: 'pr-recipients-page',
  imports: [Badge, Icon, Loading, PageHeader, ProblemNote, RecipientChoices, RouterLink, Time],
  providers: [MemberList],
  templateUrl: './recipients-page.html',
  styleUrl: './recipients-page.scss',
})
export class RecipientsPage {
  private readonly api = inject(RecipientsApi);
  protected readonly context = inject(OrganizationContext);

  protected readonly resource = this.api.recipients();
  protected readonly channels = CHANNELS;
  protected readonly editable = computed(() => this.context.can('tokens.configure'));
  /** What stands at the server, and its version. */
  protected readonly base = signal<{
    view: NotificationRecipientsView;
    eTag: string | null;
  } | null>(null);
  protected readonly rules = signal<readonly NotificationRuleView[]>([]);
  protected readonly changed = computed(() => {
    const before = this.base()?.view.rules ?? [];
    return this.rules().filter((rule) => {
      const known = before.find(({ topic }) => topic === rule.topic);
      return !known || !sameRule(known, rule);
    });
  });
  protected readonly unsaved = computed(() =>
    this.changed()
      .map(({ label }) => label.toLowerCase())
      .join(', '),
  );
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly conflict = computed(() => this.problem()?.key === 'precondition-failed');
  protected readonly said = signal('');

  constructor() {
    effect(() => {
      if (!this.resource.hasValue()) return;
      const view = this.resource.value();
      const eTag = this.resource.headers()?.get('etag') ?? null;
      untracked(() => {
        if (this.base() === null || this.changed().length === 0) this.begin(view, eTag);
      });
    });
  }

  protected toggle(topic: NotificationTopic, channel: PeopleChannel): void {
    this.change(topic, (rule) => ({
      ...rule,
      channels: rule.channels.includes(channel)
        ? rule.channels.filter((one) => one !== channel)
        : CHANNELS.map((one) => one.channel).filter(
            (one) => one === channel || rule.channels.includes(one),
          ),
    }));
  }

  protected tell(topic: NotificationTopic, recipients: readonly string[]): void {
    this.change(topic, (rule) => ({ ...rule, recipients: [...recipients] }));
  }

  /** The addresses a mail would go to as the rules stand at the server. */
  protected addresses(rule: NotificationRuleView): string | null {
    if (this.changed().includes(rule) || !rule.channels.includes('email')) return null;
    return rule.resolved.map(({ email }) => email).join(', ') || null;
  }

  protected discard(): void {
    const base = this.base();
    if (base) this.begin(base.view, base.eTag);
  }

  /** Takes what somebody else saved. */
  protected takeTheirs(): void {
    this.discard();
    this.resource.reload();
  }

  protected async save(eTag = this.base()?.eTag ?? null): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    const outcome = await this.api.save(this.chosen(), eTag);
    this.busy.set(false);
    if (outcome.ok) {
      this.begin(outcome.value.view, outcome.value.eTag);
      this.said.set('Saved who is told.');
    } else {
      this.problem.set(outcome.problem);
    }
  }

  /** What goes to the server: what nobody ever chose stays with its default. */
  private chosen(): NotificationRule[] {
    const changed = this.changed();
    return this.rules()
      .filter((rule) => !rule.isDefault || changed.includes(rule))
      .map(({ topic, channels, recipients }) => ({ topic, channels, recipients }));
  }

  private change(
    topic: NotificationTopic,
    how: (rule: NotificationRuleView) => NotificationRuleView,
  ): void {
    this.rules.update((rules) => rules.map((rule) => (rule.topic === topic ? how(rule) : rule)));
  }

  private begin(view: NotificationRecipientsView, eTag: string | null): void {
    this.base.set({ view, eTag });
    this.rules.set(view.rules);
    this.problem.set(null);
  }
}

function sameRule(a: NotificationRule, b: NotificationRule): boolean {
  const key = ({ channels, recipients }: NotificationRule) =>
    JSON.stringify([channels.toSorted(), recipients]);
  return key(a) === key(b);
}
