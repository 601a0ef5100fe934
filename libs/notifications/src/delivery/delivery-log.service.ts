import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { NotificationTopic, PageView } from '@purser/contracts';
import {
  Clock,
  decodeCursor,
  isId,
  NotFound,
  toPage,
  UnitOfWork,
  type Actor,
  type PageQuery,
  type Tx,
} from '@purser/platform';
import { LessThan, type FindOptionsWhere } from 'typeorm';
import { DeliveryAttempt } from './delivery-attempt.entity.js';
import { Deliverer } from './deliverer.service.js';
import { Delivery, type DeliveryChannel, type DeliveryStatus } from './delivery.entity.js';
import { DeliveryNotRedeliverable } from './delivery.errors.js';
import {
  attemptView,
  deliveryView,
  isRedeliverable,
  type DeliveryAttemptDto,
  type DeliveryView,
} from './dto/delivery.view.js';
import { KeptMail } from './kept-mail.service.js';
import { MailSender } from './mail-sender.js';

/** Which deliveries to list; a field left out does not filter. */
export interface DeliveryFilter {
  channel?: DeliveryChannel;
  status?: DeliveryStatus;
  event?: string;
  topic?: NotificationTopic;
}

/** What was delivered to whom, every try of it, and sending a mail again. */
@Injectable()
export class DeliveryLog {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly deliverer: Deliverer,
    private readonly mailSender: MailSender,
    private readonly keptMail: KeptMail,
    private readonly audit: AuditTrail,
  ) {}

  /** Newest first. @throws InvalidCursor */
  async list(
    organizationId: string,
    filter: DeliveryFilter,
    { limit, cursor }: Pick<PageQuery, 'limit' | 'cursor'>,
  ): Promise<PageView<DeliveryView>> {
    const before = cursor === undefined ? {} : { id: LessThan(decodeCursor(cursor, isId)) };
    const where: FindOptionsWhere<Delivery> = { organizationId, ...before, ...filter };
    const rows = await this.unitOfWork.read(organizationId, (tx) =>
      tx.find(Delivery, { where, order: { id: 'DESC' }, take: limit + 1 }),
    );
    const texts = await this.keptMail.texts(rows.slice(0, limit));
    const view = (row: Delivery) => deliveryView(row, this.mailSender.leaves, texts.get(row.id));
    return toPage(rows, limit, ({ id }) => id, view);
  }

  /** Every try, newest first. @throws NotFound */
  attempts(organizationId: string, deliveryId: string): Promise<PageView<DeliveryAttemptDto>> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      await found(tx, deliveryId);
      const rows = await tx.find(DeliveryAttempt, {
        where: { organizationId, deliveryId },
        order: { attempt: 'DESC' },
      });
      return { data: rows.map(attemptView), nextCursor: null };
    });
  }

  /**
   * Sends a mail again, at once and then as often as at first. It keeps its recipient and its text; a
   * secret link in it is as old as it was.
   *
   * @throws NotFound
   * @throws DeliveryNotRedeliverable it is no mail, is still to be tried, or no server would take it
   */
  async redeliver(organizationId: string, id: string, actor: Actor): Promise<DeliveryView> {
    const at = this.clock.now();
    await this.unitOfWork.run(organizationId, async (tx) => {
      const delivery = await found(tx, id, 'pessimistic_write');
      if (!isRedeliverable(delivery, this.mailSender.leaves)) {
        throw new DeliveryNotRedeliverable(delivery, this.mailSender.leaves);
      }
      const { attempts, redeliveries, status, recipient } = delivery;
      await tx.update(
        Delivery,
        { organizationId, id },
        {
          status: 'pending',
          sentAt: null,
          lastError: null,
          nextAttemptAt: at,
          firstAttempt: attempts + 1,
          redeliveries: redeliveries + 1,
        },
      );
      await this.audit.append(tx, {
        action: 'delivery.sent_again',
        actor,
        subjectType: 'delivery',
        subjectId: id,
        before: { status },
        after: { status: 'pending', recipient, redeliveries: redeliveries + 1 },
        at,
      });
    });
    await this.deliverer.attempt({ organizationId, id });
    const row = await this.unitOfWork.read(organizationId, (tx) => found(tx, id));
    return deliveryView(row, this.mailSender.leaves);
  }
}

async function found(tx: Tx, id: string, lock?: 'pessimistic_write'): Promise<Delivery> {
  const { organizationId } = tx;
  if (!isId(id)) throw new NotFound();
  const row = await tx.findOne(Delivery, {
    where: { organizationId, id },
    ...(lock && { lock: { mode: lock } }),
  });
  if (!row) throw new NotFound();
  return row;
}
