import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DenyByDefault } from './access/deny-by-default.js';
import { ClockAdvance } from './clock/clock-advance.js';
import { Clock, SystemClock } from './clock/clock.js';
import { Consequences } from './clock/consequences.js';
import { SandboxClock } from './clock/sandbox-clock.js';
import { SandboxClockController } from './clock/sandbox-clock.controller.js';
import { CONFIG, type PurserConfig } from './config/config.js';
import { dataSourceOptions } from './database/data-source-options.js';
import { DatabaseShape } from './database/database-shape.js';
import { DueReader } from './database/due-reader.js';
import { ReadPool } from './database/read-pool.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { IdempotencyInterceptor } from './idempotency/idempotent.decorator.js';
import { IdempotencyRecord } from './idempotency/idempotency-record.entity.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { PublicId } from './ids/public-id.entity.js';
import { PublicIds } from './ids/public-ids.js';
import { DueRows } from './jobs/due-rows.js';
import { JobRegistry } from './jobs/job-registry.js';
import { JobRun } from './jobs/job-run.entity.js';
import { Jobs } from './jobs/jobs.js';
import { JobsController } from './jobs/jobs.controller.js';
import { Retention } from './retention/retention.js';
import { RetentionCron } from './retention/retention.cron.js';
import { EventRelay } from './outbox/event-relay.js';
import { FailedEvents } from './outbox/failed-events.js';
import { OutboxCron } from './outbox/outbox.cron.js';
import { OutboxMessage } from './outbox/outbox-message.entity.js';
import { Outbox } from './outbox/outbox.js';

/** Machine time, and in the sandbox what it was moved ahead by. */
const OWN_TIME: Provider<Clock> = {
  provide: Clock,
  inject: [CONFIG],
  useFactory: (config: PurserConfig) =>
    config.sandbox ? SandboxClock.open(config.DATABASE_URL) : new SystemClock(),
};
const ENTITIES = [IdempotencyRecord, JobRun, OutboxMessage, PublicId];
const SHARED = [
  Consequences,
  DatabaseShape,
  DueReader,
  DueRows,
  IdempotencyInterceptor,
  IdempotencyService,
  JobRegistry,
  Jobs,
  Outbox,
  PublicIds,
  ReadPool,
  Retention,
  UnitOfWork,
];

/** What every room stands on: configuration, clock, database, outbox, idempotency, jobs. */
@Global()
@Module({})
export class PlatformModule {
  /** `clock` provides {@link Clock}: the machine's time unless said otherwise, in the sandbox one to move. */
  static forRoot(config: PurserConfig, clock: Provider<Clock> = OWN_TIME): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        ScheduleModule.forRoot({ cronJobs: config.PURSER_ROLE !== 'http' }),
        TypeOrmModule.forRoot({ ...dataSourceOptions(config), autoLoadEntities: true }),
        TypeOrmModule.forFeature(ENTITIES),
      ],
      controllers: [JobsController, SandboxClockController],
      providers: [
        { provide: CONFIG, useValue: config },
        clock,
        ClockAdvance,
        DenyByDefault,
        RetentionCron,
        EventRelay,
        FailedEvents,
        OutboxCron,
        ...SHARED,
      ],
      exports: [CONFIG, Clock, DiscoveryModule, EventRelay, ...SHARED],
    };
  }
}
