import { Inject, Injectable } from '@nestjs/common';
import type { EventFeedView, EventType } from '@purser/contracts';
import {
  CONFIG,
  decodeCursor,
  encodeCursor,
  InvalidCursor,
  UnitOfWork,
  type PurserConfig,
} from '@purser/platform';
import { In, MoreThan } from 'typeorm';
import { CursorExpired } from '../webhooks/webhooks.errors.js';
import { EventHead } from './event-head.entity.js';
import { PublicEvent, publicEventView } from './public-event.entity.js';

/** What to read of the feed. */
export interface FeedQuery {
  readonly limit: number;
  /** `cursor` of the stretch before; undefined = from the oldest event that is kept. */
  readonly after?: string;
  /** Empty = all. */
  readonly types: readonly EventType[];
}

/** Reads the public events of an organization in their order. */
@Injectable()
export class EventFeed {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * The events after the cursor, oldest first. Its own cursor continues where this stretch ends,
   * also when it is empty.
   *
   * @throws InvalidCursor not one of ours, or ahead of every event
   * @throws CursorExpired events behind it are no longer kept
   */
  read(organizationId: string, { limit, after, types }: FeedQuery): Promise<EventFeedView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const head = await tx.findOneBy(EventHead, { organizationId });
      const last = head?.lastSequence ?? 0n;
      const purged = head?.purgedSequence ?? 0n;
      const from = after === undefined ? purged : BigInt(decodeCursor(after, isSequence));
      if (from > last) throw new InvalidCursor();
      if (from < purged) throw new CursorExpired(this.config.EVENT_RETENTION_DAYS);
      const rows = await tx.find(PublicEvent, {
        where: {
          organizationId,
          sequence: MoreThan(from),
          ...(types.length > 0 && { type: In([...types]) }),
        },
        order: { sequence: 'ASC' },
        take: limit + 1,
      });
      const shown = rows.slice(0, limit);
      const hasMore = rows.length > limit;
      // With nothing more to come the whole feed was looked at, also what the filter left out.
      const reached = hasMore ? (shown.at(-1)?.sequence ?? last) : last;
      return { data: shown.map(publicEventView), cursor: encodeCursor(String(reached)), hasMore };
    });
  }
}

function isSequence(key: string): boolean {
  return /^(0|[1-9]\d{0,17})$/.test(key);
}
