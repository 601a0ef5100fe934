import { Injectable } from '@nestjs/common';
import { Clock, newId, PublicIds, UnitOfWork, type Tx } from '@purser/platform';
import { Delivery } from '../delivery/delivery.entity.js';
import { Deliverer } from '../delivery/deliverer.service.js';
import { MailSender } from '../delivery/mail-sender.js';
import { Notification } from '../notification.entity.js';
import { LetterRenderer } from './letter-renderer.js';
import type { Letter, Notice } from './notice.js';

/** What one event makes us tell: in the console, by mail, or both. */
export interface Announcement {
  readonly event: string;
  readonly eventId: string;
  /** Null where the console shows nothing, for example for a password reset. */
  readonly notice: Notice | null;
  readonly mails: readonly { readonly to: string; readonly letter: Letter }[];
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
  ) {}

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
    const { notice, mails, ...event } = announcement;
    if (notice) await this.writeNotification(tx, notice, now);
    const deliveries = [
      ...(notice ? [inConsole(tx.organizationId, notice, now)] : []),
      ...mails.map(({ to, letter }) => this.mail(tx.organizationId, event, to, letter, now)),
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
    event: { event: string; eventId: string },
    to: string,
    letter: Letter,
    now: Date,
  ): Partial<Delivery> {
    const { leaves } = this.mailSender;
    return {
      ...event,
      organizationId,
      id: newId(now),
      channel: 'email',
      recipient: to,
      status: leaves ? 'pending' : 'kept',
      subject: letter.subject,
      bodyText: this.renderer.text(letter),
      bodyHtml: this.renderer.html(letter),
      secretLinkId:
        letter.action && 'secretLinkId' in letter.action ? letter.action.secretLinkId : null,
      nextAttemptAt: leaves ? now : null,
      createdAt: now,
    };
  }
}

function inConsole(organizationId: string, notice: Notice, now: Date): Partial<Delivery> {
  return {
    organizationId,
    id: newId(now),
    event: notice.event,
    eventId: notice.eventId,
    channel: 'in_app',
    recipient: 'console',
    status: 'sent',
    subject: notice.title,
    bodyText: notice.body,
    createdAt: now,
    sentAt: now,
  };
}
