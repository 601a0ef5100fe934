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
import { notificationView, type NotificationView } from './dto/notification.view.js';
import { Notification } from './notification.entity.js';

type Page = Pick<PageQuery, 'limit' | 'cursor'>;

/** Reads in-app notifications, newest first, and marks them read. */
@Injectable()
export class Notifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
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
}

function before(page: Page) {
  return page.cursor === undefined ? {} : { id: LessThan(decodeCursor(page.cursor, isId)) };
}
