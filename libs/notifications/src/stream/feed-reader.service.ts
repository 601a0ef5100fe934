import { Injectable } from '@nestjs/common';
import type { BalanceView, StreamEventView } from '@purser/contracts';
import { Clock, UnitOfWork } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { Notification } from '../notification.entity.js';

const RECENT_ROWS = 50;

/** Something of an organization that the live stream tells, by an id that never comes twice. */
export interface News {
  readonly id: string;
  readonly event: StreamEventView;
}

/** What an organization looks like at one instant. */
export interface Snapshot {
  readonly balance: BalanceView;
  /** The newest purchase transitions and notifications, oldest first. */
  readonly news: readonly News[];
}

interface TransitionRow {
  id: string;
  purchase_id: string;
  to_status: string;
  sequence: number;
  at: Date;
}

/** Reads what the live stream compares, on one snapshot of the database. */
@Injectable()
export class FeedReader {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly wallets: Wallets,
  ) {}

  read(organizationId: string): Promise<Snapshot> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const balance = await this.wallets.balance(tx, this.clock.now());
      // The append-only transitions are read as they are: an event class reaches one process only,
      // and every process has listeners.
      const transitions = await tx.query<TransitionRow[]>(
        `SELECT id, purchase_id, to_status, sequence, at FROM purchase_events
         WHERE organization_id = $1 ORDER BY id DESC LIMIT ${RECENT_ROWS}`,
        [organizationId],
      );
      const notifications = await tx.find(Notification, {
        select: { organizationId: true, id: true, title: true },
        where: { organizationId },
        order: { id: 'DESC' },
        take: RECENT_ROWS,
      });
      return {
        balance,
        news: [
          ...transitions.toSorted(inOrder).map(purchaseNews),
          ...notifications.toReversed().map(notificationNews),
        ],
      };
    });
  }
}

/** Ids of one millisecond have no order; the sequence within the purchase has. */
function inOrder(one: TransitionRow, other: TransitionRow): number {
  return one.at.getTime() - other.at.getTime() || one.sequence - other.sequence;
}

function purchaseNews(row: TransitionRow): News {
  const event = { type: 'purchase' as const, referenceId: row.purchase_id, status: row.to_status };
  return { id: row.id, event };
}

function notificationNews({ id, title }: Notification): News {
  return { id: `notification:${id}`, event: { type: 'notification', id, title } };
}
