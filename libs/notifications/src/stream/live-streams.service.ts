import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type MessageEvent,
} from '@nestjs/common';
import type { StreamEventView } from '@purser/contracts';
import { TooManyRequests } from '@purser/platform';
import { Observable, type Subscriber } from 'rxjs';
import { FeedReader } from './feed-reader.service.js';
import { OrganizationFeed } from './organization-feed.js';
import { StreamLimits } from './stream-limits.js';

const RETRY_AFTER_SECONDS = 30;

/** The open live streams of this process, by organization. */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveStreams.name);
  private readonly feeds = new Map<string, OrganizationFeed>();
  private readonly open = new Set<Subscriber<MessageEvent>>();

  constructor(
    private readonly reader: FeedReader,
    private readonly limits: StreamLimits,
  ) {}

  /**
   * What happens in the organization, as server-sent events: the balance at once and on each
   * change, purchases, notifications, a comment now and then. It ends when `mayListen` says no.
   *
   * @throws TooManyRequests the organization has as many listeners as one process takes
   */
  listen(organizationId: string, mayListen: () => Promise<boolean>): Observable<MessageEvent> {
    const listening = this.feeds.get(organizationId)?.size ?? 0;
    if (listening >= this.limits.listenersPerOrganization) {
      throw new TooManyRequests(RETRY_AFTER_SECONDS);
    }
    return new Observable<MessageEvent>((subscriber) => {
      const feed = this.feedOf(organizationId);
      const listener = {
        next: (event: StreamEventView) => subscriber.next({ data: event }),
        error: (error: unknown) => {
          this.logger.error({ err: error, organizationId }, 'a live stream was given up');
          subscriber.complete();
        },
      };
      const heartbeat = setInterval(
        () => subscriber.next({ comment: 'still here' }),
        this.limits.heartbeatMs,
      );
      const recheck = setInterval(
        () => void this.recheck(subscriber, mayListen),
        this.limits.recheckMs,
      );
      this.open.add(subscriber);
      feed.add(listener);
      return () => {
        clearInterval(heartbeat);
        clearInterval(recheck);
        this.open.delete(subscriber);
        feed.remove(listener);
        if (feed.size === 0) this.feeds.delete(organizationId);
      };
    });
  }

  /** An open stream would keep the server from closing. */
  beforeApplicationShutdown(): void {
    for (const subscriber of [...this.open]) subscriber.complete();
  }

  private feedOf(organizationId: string): OrganizationFeed {
    const known = this.feeds.get(organizationId);
    if (known) return known;
    const feed = new OrganizationFeed(() => this.reader.read(organizationId), this.limits.pollMs);
    this.feeds.set(organizationId, feed);
    return feed;
  }

  private async recheck(subscriber: Subscriber<MessageEvent>, mayListen: () => Promise<boolean>) {
    try {
      if (!(await mayListen())) subscriber.complete();
    } catch (error) {
      this.logger.error({ err: error }, 'a listener could not be checked again');
      subscriber.complete();
    }
  }
}
