import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Clock, Outbox, UnitOfWork, type JobTally } from '@purser/platform';
import { DataSource } from 'typeorm';
import { PaymentGateway, type ProviderNotice } from './payment-gateway.js';
import { ProviderEvent } from './provider-event.entity.js';
import { providerNews } from './provider-news.js';
import { ProviderObjects } from './provider-objects.js';

const PAGE_ROWS = 200;

/**
 * The inbox of the provider's events: kept first, acted upon after the answer. An event may come
 * any number of times and in any order; it is marked processed only when its news is in the outbox.
 */
@Injectable()
export class ProviderInbox implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ProviderInbox.name);
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly gateway: PaymentGateway,
    private readonly objects: ProviderObjects,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Verifies and keeps an event; resolves once it is committed. It is processed right after.
   *
   * @throws InvalidSignature and nothing is kept
   */
  async receive(rawBody: Buffer, signature: string): Promise<void> {
    await this.keep([this.gateway.readNotice(rawBody, signature)]);
  }

  /** Keeps events that are known to be the provider's; gives how many had not come before. */
  async keep(notices: readonly ProviderNotice[]): Promise<number> {
    let kept = 0;
    for (const notice of notices) {
      if (!(await this.insert(notice))) continue;
      kept += 1;
      this.processSoon(notice.id);
    }
    return kept;
  }

  private async insert({ id, type, objectId, payload }: ProviderNotice): Promise<boolean> {
    const row = { id, type, objectId, payload, receivedAt: this.clock.now() };
    const inserted = await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(ProviderEvent)
      .values({ ...row, processedAt: null, error: null })
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  /** Waits until every event that this process received is processed. */
  async drain(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** Processes what a crash or an outage left behind, each event on its own. */
  async processOpen(before: Date, tally: JobTally): Promise<void> {
    for (let after = ''; ;) {
      const events = await this.dataSource.manager
        .createQueryBuilder(ProviderEvent, 'event')
        .where('event.processedAt IS NULL AND event.receivedAt < :before', { before })
        .andWhere('event.id > :after', { after })
        .orderBy('event.id', 'ASC')
        .limit(PAGE_ROWS)
        .getMany();
      for (const { id } of events) {
        const error = await this.process(id);
        if (error === null) tally.items += 1;
        else {
          tally.errors += 1;
          tally.firstError ??= `${id}: ${error}`;
        }
      }
      const last = events.at(-1);
      if (!last || events.length < PAGE_ROWS) return;
      after = last.id;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  private processSoon(id: string): void {
    const work = this.process(id).then(() => {
      this.underWay.delete(work);
    });
    this.underWay.add(work);
  }

  /** What went wrong, or null. The event stays open then, for the sweep. */
  private async process(id: string): Promise<string | null> {
    try {
      const event = await this.dataSource.manager.findOneByOrFail(ProviderEvent, { id });
      if (event.processedAt !== null) return null;
      const error = await this.publish(event);
      const processedAt = this.clock.now();
      await this.dataSource.manager.update(ProviderEvent, { id }, { processedAt, error });
      return null;
    } catch (error) {
      this.logger.error({ err: error, eventId: id }, 'an event of the provider is left open');
      const message = error instanceof Error ? error.message : 'unknown error';
      await this.dataSource.manager
        .update(ProviderEvent, { id }, { error: message })
        .catch(() => undefined);
      return message;
    }
  }

  /** Puts the event's news into its organization's outbox; says why when there is none. */
  private async publish(event: ProviderEvent): Promise<string | null> {
    const { paymentIntentId } = event.payload;
    if (paymentIntentId === null) return 'not about a payment';
    const object = await this.objects.find(paymentIntentId);
    if (!object || object.purchaseId === null) return 'not a payment of ours';
    const { organizationId, purchaseId } = object;
    const news = providerNews(event, { organizationId, purchaseId, paymentIntentId });
    if (!news) return 'no news';
    await this.unitOfWork.run(organizationId, (tx) => this.outbox.append(tx, news));
    return null;
  }
}
