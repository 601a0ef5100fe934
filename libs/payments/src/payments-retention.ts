import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Retention } from '@purser/platform';
import { DataSource } from 'typeorm';

const DAY_MS = 86_400_000;
const BATCH_ROWS = 2_000;
/** The provider sends an event again for a month at most; its effect is unique without its row. */
const EVENT_DAYS = 90;
/** Twice as long as attempts count against a card. */
const ATTEMPT_DAYS = 60;

const OLD_EVENTS = `DELETE FROM provider_events WHERE id IN (
  SELECT id FROM provider_events WHERE received_at < $1 AND processed_at IS NOT NULL LIMIT $2)`;
const OLD_ATTEMPTS = `DELETE FROM card_attempts WHERE id IN (
  SELECT id FROM card_attempts WHERE at < $1 LIMIT $2)`;

/** What payments keep for a while only: the provider's events, and attempts with cards. */
@Injectable()
export class PaymentsRetention implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly retention: Retention,
  ) {}

  onModuleInit(): void {
    this.retention.add((now) => this.deleteBatch(OLD_EVENTS, now, EVENT_DAYS));
    this.retention.add((now) => this.deleteBatch(OLD_ATTEMPTS, now, ATTEMPT_DAYS));
  }

  private async deleteBatch(sql: string, now: Date, days: number): Promise<number> {
    const before = new Date(now.getTime() - days * DAY_MS);
    const [, deleted] = await this.dataSource.query<[unknown, number]>(sql, [before, BATCH_ROWS]);
    return deleted;
  }
}
