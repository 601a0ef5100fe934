import type { InjectionToken, LoggerService, ModuleMetadata, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock, EventRelay, PlatformModule, UnitOfWork, type PurserConfig } from '@purser/platform';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { TestClock } from './test-clock.js';
import type { TestDatabase } from './test-database.js';

/** A provider to put in place of the real one. */
export interface Override {
  readonly provide: InjectionToken;
  readonly useValue: unknown;
}

export interface TestModuleOptions {
  /** The rooms under test; the platform is added. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly providers?: NonNullable<ModuleMetadata['providers']>;
  readonly controllers?: NonNullable<ModuleMetadata['controllers']>;
  readonly database: TestDatabase;
  readonly clock?: TestClock;
  /** Changes of the configuration, for example `{ PURSER_ROLE: 'all' }` to run queue and crons. */
  readonly config?: Partial<PurserConfig>;
  readonly overrides?: readonly Override[];
}

/** The rooms under test, started. */
export interface RunningModule {
  readonly module: TestingModule;
  readonly clock: TestClock;
  readonly config: PurserConfig;
  readonly dataSource: DataSource;
  readonly superuser: pg.Pool;
  readonly unitOfWork: UnitOfWork;
  get<T>(token: Type<T> | (abstract new (...args: never[]) => T) | string | symbol): T;
  /** Delivers waiting events, and those they cause, to their handlers; returns how many. */
  drainEvents(): Promise<number>;
  close(): Promise<void>;
}

const SILENT: LoggerService = {
  log: () => undefined,
  error: () => undefined,
  warn: () => undefined,
};

/**
 * Starts the given rooms on `database` with a virtual clock. Unless `config` says otherwise nothing
 * runs by itself: crons and queue are off, events wait for `drainEvents()`.
 */
export async function testModule(options: TestModuleOptions): Promise<RunningModule> {
  const { database, clock = new TestClock() } = options;
  const config = { ...database.config, ...options.config };
  const builder = Test.createTestingModule({
    imports: [PlatformModule.forRoot(config), ...(options.imports ?? [])],
    providers: options.providers ?? [],
    controllers: options.controllers ?? [],
  })
    .setLogger(SILENT)
    .overrideProvider(Clock)
    .useValue(clock);
  for (const { provide, useValue } of options.overrides ?? []) {
    builder.overrideProvider(provide).useValue(useValue);
  }
  const module = await builder.compile();
  await module.init();
  return {
    module,
    clock,
    config,
    dataSource: module.get(DataSource),
    superuser: database.superuser,
    unitOfWork: module.get(UnitOfWork),
    get: (token) => module.get(token, { strict: false }),
    drainEvents: () => module.get(EventRelay).drain(),
    close: () => module.close(),
  };
}
