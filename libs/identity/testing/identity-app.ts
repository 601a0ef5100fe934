import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import { RequestMethod, type Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Permission } from '@purser/contracts';
import { ProblemFilter, systemActor, validationPipe, type PurserConfig } from '@purser/platform';
import { testModule, type RunningModule, type TestDatabase } from '@purser/testing';
import { IdentityModule, MachineClock, Members, Users } from '../src/index.js';

export const PASSWORD = 'correct-horse-battery';

/** Machine time that a test moves; it starts at the real time, which JWT libraries read too. */
export class TestMachineClock extends MachineClock {
  private offsetMs = 0;
  private readonly startedAt = super.now().getTime();

  override now(): Date {
    return new Date(this.startedAt + this.offsetMs);
  }

  advance(seconds: number): void {
    this.offsetMs += seconds * 1_000;
  }

  /** Goes to the first instant of the next minute, where throttle windows start. */
  toNextMinute(): void {
    this.offsetMs += 60_000 - (this.now().getTime() % 60_000);
  }
}

export interface IdentityApp {
  t: RunningModule;
  app: NestFastifyApplication;
  machine: TestMachineClock;
}

/** The room on HTTP as the application serves it, with `controllers` beside its own. */
export async function identityApp(
  database: TestDatabase,
  options: {
    controllers?: Type[];
    machine?: TestMachineClock;
    config?: Partial<PurserConfig>;
  } = {},
): Promise<IdentityApp> {
  const machine = options.machine ?? new TestMachineClock();
  const t = await testModule({
    imports: [IdentityModule],
    controllers: options.controllers ?? [],
    database,
    config: options.config ?? {},
    overrides: [{ provide: MachineClock, useValue: machine }],
  });
  const app = t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.setGlobalPrefix('api', {
    exclude: [{ path: '.well-known/jwks.json', method: RequestMethod.GET }],
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.register(cookie);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { t, app, machine };
}

/** A person who can sign in with {@link PASSWORD}, a member of the given organizations. */
export async function aPerson(
  t: RunningModule,
  fields: {
    email?: string;
    memberships?: Record<string, Permission[]>;
    platformPermissions?: Permission[];
  } = {},
): Promise<{ id: string; email: string }> {
  const email = fields.email ?? `${randomBytes(6).toString('hex')}@example.test`;
  const { platformPermissions = [] } = fields;
  const user = await t
    .get(Users)
    .create({ email, name: 'Some Person', password: PASSWORD, platformPermissions });
  for (const [organizationId, permissions] of Object.entries(fields.memberships ?? {})) {
    await t.get(Members).add(organizationId, user.id, permissions, systemActor('test'));
  }
  return { id: user.id, email };
}

/** Signs in over HTTP; answers the bearer header and the cookie. */
export async function signIn(
  app: NestFastifyApplication,
  email: string,
  password = PASSWORD,
): Promise<{ authorization: string; refreshToken: string }> {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/auth/login',
    payload: { email, password },
  });
  if (answer.statusCode !== 200) throw new Error(`login answered ${answer.body}`);
  const { accessToken } = answer.json<{ accessToken: string }>();
  return {
    authorization: `Bearer ${accessToken}`,
    refreshToken: answer.cookies.find(({ name }) => name === 'purser_refresh')?.value ?? '',
  };
}
