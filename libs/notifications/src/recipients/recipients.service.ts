import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import {
  NOTIFICATION_TOPICS,
  type NotificationRecipientsView,
  type NotificationRule,
  type NotificationTopic,
  type ResolvedRecipientView,
} from '@purser/contracts';
import {
  type Actor,
  actorView,
  Clock,
  newId,
  PreconditionFailed,
  type Tx,
  UnitOfWork,
  type Versioned,
} from '@purser/platform';
import { accepts } from '../accepts.js';
import { AddressBook } from './address-book.js';
import { NotificationSettings } from './notification-settings.entity.js';
import { PEOPLE_CHANNELS, TOPICS } from './topics.js';

/** Where something is told, at this moment. */
export interface Audience {
  readonly inApp: boolean;
  readonly mails: readonly ResolvedRecipientView[];
}

/** The setting with its ETag. */
export type VersionedRecipients = Versioned<NotificationRecipientsView>;

/** Who is told what, and how: the choice of each organization, or the default of the topic. */
@Injectable()
export class Recipients {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly addresses: AddressBook,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Where something of `topic` is told. `chosen` is what a single rule, a threshold, says instead;
   * without recipients of its own those of the topic are used.
   */
  async audience(
    tx: Tx,
    topic: NotificationTopic,
    chosen: { channels: readonly string[]; recipients: readonly string[] } | null = null,
  ): Promise<Audience> {
    const rule = ruleOf(await this.stored(tx), topic);
    const channels: readonly string[] = chosen?.channels ?? rule.channels;
    const recipients = chosen && chosen.recipients.length > 0 ? chosen.recipients : rule.recipients;
    return {
      inApp: channels.includes('in_app'),
      mails: channels.includes('email') ? await this.addresses.resolve(tx, recipients) : [],
    };
  }

  /** Every topic with the people it reaches at this moment. */
  settings(organizationId: string): Promise<VersionedRecipients> {
    return this.unitOfWork.read(organizationId, async (tx) =>
      this.versioned(tx, await this.stored(tx)),
    );
  }

  /**
   * Replaces the setting; topics that are left out go back to their default.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws PreconditionFailed it was changed in the meantime
   * @throws InvalidRequest, NotFound a recipient can be nobody's address
   */
  change(
    organizationId: string,
    rules: readonly NotificationRule[],
    ifMatch: string | null,
    actor: Actor,
  ): Promise<VersionedRecipients> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      await lockOrganization(tx);
      const before = await this.stored(tx);
      const eTag = eTagOf(before);
      if (!accepts(ifMatch, eTag)) throw new PreconditionFailed(eTag);
      for (const [index, { recipients }] of rules.entries()) {
        await this.addresses.check(tx, recipients, `/rules/${index}/recipients`);
      }
      const after = await this.keep(tx, before, rules, actor);
      await this.audit.append(tx, {
        action: 'notification_recipients.changed',
        actor,
        subjectType: 'notification_settings',
        subjectId: after.id,
        before: { rules: before?.rules ?? [] },
        after: { rules: after.rules },
        at: after.updatedAt,
      });
      return this.versioned(tx, after);
    });
  }

  private async keep(
    tx: Tx,
    before: NotificationSettings | null,
    rules: readonly NotificationRule[],
    actor: Actor,
  ): Promise<NotificationSettings> {
    const { organizationId } = tx;
    const updatedAt = this.clock.now();
    const after: NotificationSettings = {
      organizationId,
      id: before?.id ?? newId(updatedAt),
      rules: rules.map(({ topic, channels, recipients }) => ({ topic, channels, recipients })),
      version: (before?.version ?? 0) + 1,
      actorType: actor.type,
      actorId: actor.id,
      actorName: actor.name,
      updatedAt,
    };
    if (before) await tx.update(NotificationSettings, { organizationId, id: after.id }, after);
    else await tx.insert(NotificationSettings, after);
    return after;
  }

  private stored(tx: Tx): Promise<NotificationSettings | null> {
    return tx.findOneBy(NotificationSettings, { organizationId: tx.organizationId });
  }

  private async versioned(
    tx: Tx,
    stored: NotificationSettings | null,
  ): Promise<VersionedRecipients> {
    const rules: NotificationRecipientsView['rules'] = [];
    for (const topic of TOPICS) {
      const { channels, recipients } = ruleOf(stored, topic);
      const { label, description } = NOTIFICATION_TOPICS[topic];
      rules.push({
        ...{ topic, label, description, channels, recipients },
        isDefault: !stored?.rules.some((rule) => rule.topic === topic),
        resolved: channels.includes('email') ? await this.addresses.resolve(tx, recipients) : [],
      });
    }
    const view = {
      organizationId: tx.organizationId,
      rules,
      updatedAt: stored?.updatedAt.toISOString() ?? null,
      updatedBy: stored
        ? actorView({ type: stored.actorType, id: stored.actorId, name: stored.actorName })
        : null,
    };
    return { view, eTag: eTagOf(stored) };
  }
}

const eTagOf = (stored: NotificationSettings | null): string => `"${stored?.version ?? 0}"`;

function ruleOf(stored: NotificationSettings | null, topic: NotificationTopic): NotificationRule {
  const chosen = stored?.rules.find((rule) => rule.topic === topic);
  if (chosen) return chosen;
  const recipients = [...NOTIFICATION_TOPICS[topic].recipients];
  return { topic, channels: [...PEOPLE_CHANNELS], recipients };
}

/** Two who change the setting at once do it one after the other, also the first time. */
async function lockOrganization(tx: Tx): Promise<void> {
  await tx.query(
    'SELECT organization_id FROM organizations WHERE organization_id = $1 FOR NO KEY UPDATE',
    [tx.organizationId],
  );
}
