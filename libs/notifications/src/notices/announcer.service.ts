import { Injectable } from '@nestjs/common';
import { NOTIFICATION_TOPICS, type NotificationTopic } from '@purser/contracts';
import { Organizations, type OrganizationProfile } from '@purser/identity';
import { Clock, newId, PublicIds, UnitOfWork, type Tx } from '@purser/platform';
import { Delivery } from '../delivery/delivery.entity.js';
import { Deliverer } from '../delivery/deliverer.service.js';
import { MailSender } from '../delivery/mail-sender.js';
import { Notification } from '../notification.entity.js';
import { Recipients } from '../recipients/recipients.service.js';
import { LetterRenderer } from './letter-renderer.js';
import type { Attachment, Letter, Notice, Story } from './notice.js';

/** What one event makes us tell: in the console, by mail, or both. */
export interface Announcement {
  readonly event: string;
  readonly eventId: string;
  /** Null where the console shows nothing, for example for a password reset. */
  readonly notice: Notice | null;
  readonly mails: readonly { readonly to: string; readonly letter: Letter }[];
  /** Left out of what concerns one person. */
  readonly topic?: NotificationTopic;
  /** Goes along with each mail. */
  readonly attachment?: Attachment;
}

/**
 * Writes notifications and deliveries, each once however often its event arrives: the unique key
 * over event, channel and recipient decides.
 */
@Injectable()
export class Announcer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly renderer: LetterRenderer,
    private readonly mailSender: MailSender,
    private readonly deliverer: Deliverer,
    private readonly organizations: Organizations,
    private readonly recipients: Recipients,
  ) {}

  /**
   * Tells a story to whoever the organization chose for `topic`: in the console, by mail, or both.
   * `compose` reads what it needs in the transaction; null tells nothing.
   */
  tell(
    organizationId: string,
    eventId: string,
    topic: NotificationTopic,
    compose: (tx: Tx, organization: OrganizationProfile) => Promise<Story | null>,
  ): Promise<void> {
    return this.announce(organizationId, eventId, async (tx) => {
      const organization = await this.organizations.get(tx);
      const story = await compose(tx, organization);
      if (!story) return null;
      const { letter: body, attachment, chosen = null, ...notice } = story;
      const { inApp, mails } = await this.recipients.audience(tx, topic, chosen);
      const letter = { ...body, ...footOf(organization, topic) };
      return {
        ...{ event: notice.event, eventId, topic },
        ...(attachment && { attachment }),
        notice: inApp ? { ...notice, eventId } : null,
        mails: mails.map(({ email }) => ({ to: email, letter })),
      };
    });
  }

  /**
   * Makes the announcement in the organization's own transaction, then tries at once to hand its
   * mails over. `compose` reads what it needs in that transaction; null announces nothing.
   */
  async announce(
    organizationId: string,
    eventId: string,
    compose: (tx: Tx) => Promise<Announcement | null>,
  ): Promise<void> {
    await this.publicIds.register(eventId, organizationId, 'notification');
    const pending = await this.unitOfWork.run(organizationId, async (tx) => {
      const announcement = await compose(tx);
      return announcement ? this.write(tx, announcement) : [];
    });
    for (const id of pending) await this.deliverer.attempt({ organizationId, id });
  }

  /** Writes the rows; gives the ids of deliveries that wait to be handed over. */
  private async write(tx: Tx, announcement: Announcement): Promise<string[]> {
    const now = this.clock.now();
    const { notice, mails } = announcement;
    if (notice) await this.writeNotification(tx, notice, now);
    const deliveries = [
      ...(notice ? [inConsole(tx.organizationId, announcement, notice, now)] : []),
      ...mails.map(({ to, letter }) => {
        return this.mail(tx.organizationId, announcement, to, letter, now);
      }),
    ];
    if (deliveries.length === 0) return [];
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(Delivery)
      .values(deliveries)
      .orIgnore()
      .returning('id, status')
      .execute();
    const rows = inserted.raw as { id: string; status: string }[];
    return rows.filter(({ status }) => status === 'pending').map(({ id }) => id);
  }

  private async writeNotification(tx: Tx, notice: Notice, now: Date): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(Notification)
      .values({
        ...notice,
        organizationId: tx.organizationId,
        id: notice.eventId,
        createdAt: now,
        readAt: null,
      })
      .orIgnore()
      .execute();
  }

  private mail(
    organizationId: string,
    { event, eventId, topic, attachment }: Announcement,
    to: string,
    letter: Letter,
    now: Date,
  ): Partial<Delivery> {
    const { leaves } = this.mailSender;
    const { action } = letter;
    const secret = action && 'secretLinkId' in action ? action : null;
    return {
      ...{ event, eventId, topic: topic ?? null },
      organizationId,
      id: newId(now),
      channel: 'email',
      recipient: to,
      status: leaves ? 'pending' : 'kept',
      subject: letter.subject,
      bodyText: this.renderer.text(letter),
      bodyHtml: this.renderer.html(letter),
      secretLinkId: secret?.secretLinkId ?? null,
      secretLinkKind: secret?.secretLinkKind ?? null,
      attachmentInvoiceId: attachment?.invoiceId ?? null,
      attachmentName: attachment?.name ?? null,
      nextAttemptAt: leaves ? now : null,
      createdAt: now,
    };
  }
}

/** Why the reader gets this mail, and where that can be changed. */
function footOf({ id, name }: OrganizationProfile, topic: NotificationTopic) {
  const { label } = NOTIFICATION_TOPICS[topic];
  return {
    footnote: `You get this because ${name} sends “${label}” to this address.`,
    footLink: { label: 'Choose who gets it', path: `/o/${id}/notifications/recipients` },
  };
}

function inConsole(
  organizationId: string,
  { event, eventId, topic }: Announcement,
  notice: Notice,
  now: Date,
): Partial<Delivery> {
  return {
    organizationId,
    id: newId(now),
    ...{ event, eventId, topic: topic ?? null },
    channel: 'in_app',
    recipient: 'console',
    status: 'sent',
    subject: notice.title,
    bodyText: notice.body,
    createdAt: now,
    sentAt: now,
  };
}
