import { Injectable } from '@nestjs/common';
import type { PageView } from '@purser/contracts';
import {
  Clock,
  decodeCursor,
  isId,
  NotFound,
  toPage,
  UnitOfWork,
  type PageQuery,
} from '@purser/platform';
import { IsNull, LessThan, type FindOptionsWhere } from 'typeorm';
import { Delivery, type DeliveryChannel, type DeliveryStatus } from './delivery/delivery.entity.js';
import { KeptMail } from './delivery/kept-mail.service.js';
import { deliveryView, type DeliveryView } from './dto/delivery.view.js';
import { notificationView, type NotificationView } from './dto/notification.view.js';
import { Notification } from './notification.entity.js';

type Page = Pick<PageQuery, 'limit' | 'cursor'>;

/** Which deliveries to list; a field left out does not filter. */
export interface DeliveryFilter {
  channel?: DeliveryChannel;
  status?: DeliveryStatus;
  event?: string;
}

/** Reads notifications and deliveries, newest first, and marks notifications read. */
@Injectable()
export class Notifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly keptMail: KeptMail,
  ) {}

  /** @throws InvalidCursor */
  list(
    organizationId: string,
    filter: { unread: boolean },
    page: Page,
  ): Promise<PageView<NotificationView>> {
    const where: FindOptionsWhere<Notification> = {
      organizationId,
      ...before(page),
      ...(filter.unread && { readAt: IsNull() }),
    };
    return this.unitOfWork.read(organizationId, async (tx) => {
      const rows = await tx.find(Notification, {
        where,
        order: { id: 'DESC' },
        take: page.limit + 1,
      });
      return toPage(rows, page.limit, ({ id }) => id, notificationView);
    });
  }

  /**
   * Marks one notification read; the first reading counts.
   *
   * @throws NotFound
   */
  async markRead(organizationId: string, id: string): Promise<NotificationView> {
    const readAt = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      await tx.update(Notification, { organizationId, id, readAt: IsNull() }, { readAt });
      const row = await tx.findOneBy(Notification, { organizationId, id });
      if (!row) throw new NotFound();
      return notificationView(row);
    });
  }

  /** Marks everything read; how many were unread. */
  async markAllRead(organizationId: string): Promise<number> {
    const readAt = this.clock.now();
    const unread = { organizationId, readAt: IsNull() };
    const updated = await this.unitOfWork.run(organizationId, (tx) =>
      tx.update(Notification, unread, { readAt }),
    );
    return updated.affected ?? 0;
  }

  /** @throws InvalidCursor */
  async deliveries(
    organizationId: string,
    filter: DeliveryFilter,
    page: Page,
  ): Promise<PageView<DeliveryView>> {
    const where: FindOptionsWhere<Delivery> = { organizationId, ...before(page), ...filter };
    const rows = await this.unitOfWork.read(organizationId, (tx) =>
      tx.find(Delivery, { where, order: { id: 'DESC' }, take: page.limit + 1 }),
    );
    const texts = await this.keptMail.texts(rows.slice(0, page.limit));
    return toPage(
      rows,
      page.limit,
      ({ id }) => id,
      (row) => deliveryView(row, texts.get(row.id)),
    );
  }
}

function before(page: Page) {
  return page.cursor === undefined ? {} : { id: LessThan(decodeCursor(page.cursor, isId)) };
}
