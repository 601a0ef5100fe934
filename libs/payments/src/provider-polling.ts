import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { JobTally } from '@purser/platform';
import { DataSource } from 'typeorm';
import { PaymentGateway, type ProviderNotice } from './payment-gateway.js';
import { ProviderCursor } from './provider-cursor.entity.js';
import { ProviderInbox } from './provider-inbox.js';

const EVENTS = 'events';
/** Events may be listed a little after they happened: the last minutes are read again. */
const OVERLAP_MS = 10 * 60_000;

/** Fetches the provider's events whose webhooks were lost. The inbox takes each event once. */
@Injectable()
export class ProviderPolling {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly gateway: PaymentGateway,
    private readonly inbox: ProviderInbox,
  ) {}

  /**
   * Keeps every event since the last poll that no webhook brought; the first poll of an installation
   * only notes where it starts. The cursor moves after the events are kept.
   *
   * @throws PaymentProviderUnavailable
   */
  async poll(now: Date, tally: JobTally): Promise<void> {
    const cursor = await this.dataSource.manager.findOneBy(ProviderCursor, { name: EVENTS });
    const since = cursor && new Date(cursor.seenUntil.getTime() - OVERLAP_MS);
    const notices = await this.gateway.listNotices(since);
    if (since !== null) tally.items += await this.inbox.keep(notices);
    const seenUntil = newestOf(notices) ?? cursor?.seenUntil ?? now;
    await this.dataSource.manager.upsert(ProviderCursor, { name: EVENTS, seenUntil, readAt: now }, [
      'name',
    ]);
  }
}

function newestOf(notices: readonly ProviderNotice[]): Date | null {
  const newest = notices.at(-1);
  return newest ? new Date(newest.payload.createdAt) : null;
}
