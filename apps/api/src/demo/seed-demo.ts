import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiKeys, Members, Organizations, Users } from '@purser/identity';
import { Catalogue, OrganizationPrices } from '@purser/packages';
import { Clock, systemActor, type PurserConfig } from '@purser/platform';
import { DateTime } from 'luxon';
import { AppModule } from '../app.module.js';
import { seedCatalogue } from './demo-catalogue.js';
import { DemoClock } from './demo-clock.js';
import { DemoHistory } from './demo-history.js';
import { DEMO_ORGANIZATIONS, type DemoOrganizationName } from './demo-organizations.js';
import { DEMO_PEOPLE } from './demo-people.js';

const ACTOR = systemActor('demo');
const ACME_PRICE_MINOR = 39_900n;

/** What a seed leaves behind that cannot be looked up later. */
export interface SeededDemo {
  readonly organizations: Readonly<Record<DemoOrganizationName, string>>;
  /** An API key of Acme with every scope of its admin, shown this once. */
  readonly apiKey: string;
  /** Reference of one completed purchase of Acme. */
  readonly samplePurchase: string;
}

/**
 * Seeds the demo with `days` of history up to the present, through the same services that serve
 * requests: every purchase is charged at the provider, every token is in a lot.
 *
 * @throws Error in production, or when the demo is there already
 */
export async function seedDemo(
  config: PurserConfig,
  options: { days: number; now?: Date },
): Promise<SeededDemo> {
  if (config.NODE_ENV === 'production') throw new Error('The demo is never seeded in production');
  const now = options.now ?? new Date();
  const start = DateTime.fromJSDate(now).minus({ days: options.days, hours: 2 }).toJSDate();
  const clock = new DemoClock(start);
  // The mails of a history that never was are kept, whatever mail server there is.
  const { SMTP_URL: _, ...kept } = config;
  const context = await NestFactory.createApplicationContext(
    AppModule.forRoot({ ...kept, PURSER_ROLE: 'http' }, { provide: Clock, useValue: clock }),
    { logger: ['error', 'warn'] },
  );
  try {
    return await seed(context, clock, config, now);
  } finally {
    await context.close();
  }
}

/** Whether the demo is there already. */
export async function isDemoSeeded(context: INestApplicationContext): Promise<boolean> {
  const [first] = DEMO_PEOPLE;
  return first !== undefined && (await context.get(Users).findByEmail(first.email)) !== null;
}

async function seed(
  context: INestApplicationContext,
  clock: DemoClock,
  config: PurserConfig,
  now: Date,
): Promise<SeededDemo> {
  if (await isDemoSeeded(context)) throw new Error('The demo is seeded already');
  const packages = await seedCatalogue(context.get(Catalogue), ACTOR);
  const organizations = await seedOrganizations(context);
  const people = await seedPeople(context, config, organizations);
  await seedAcmePrice(context, clock, organizations.Acme, packages.get('Scale') ?? '');
  const scene = { organizations, people, packages, now };
  const samplePurchase = await new DemoHistory(context, clock, scene).write();
  const { secret } = await context.get(ApiKeys).create(
    organizations.Acme,
    {
      name: 'Demo key',
      scopes: ['tokens.view', 'tokens.purchase', 'tokens.configure', 'tokens.consume'],
      expiresAt: null,
    },
    ACTOR,
  );
  return { organizations, apiKey: secret, samplePurchase };
}

async function seedOrganizations(
  context: INestApplicationContext,
): Promise<Record<DemoOrganizationName, string>> {
  const ids: Partial<Record<DemoOrganizationName, string>> = {};
  for (const [name, profile] of Object.entries(DEMO_ORGANIZATIONS)) {
    const organization = await context.get(Organizations).create(profile, ACTOR);
    ids[name as DemoOrganizationName] = organization.id;
  }
  return ids as Record<DemoOrganizationName, string>;
}

async function seedPeople(
  context: INestApplicationContext,
  config: PurserConfig,
  organizations: Readonly<Record<DemoOrganizationName, string>>,
): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  for (const person of DEMO_PEOPLE) {
    const user = await context.get(Users).create({
      email: person.email,
      name: person.name,
      password: config.PURSER_DEMO_PASSWORD,
      platformPermissions: person.organization === null ? person.permissions : [],
    });
    people.set(person.email, user.id);
    if (person.organization === null) continue;
    const organizationId = organizations[person.organization];
    await context.get(Members).add(organizationId, user.id, person.permissions, ACTOR);
  }
  return people;
}

/** Acme negotiated a better price for Scale until the end of next year. */
async function seedAcmePrice(
  context: INestApplicationContext,
  clock: DemoClock,
  acme: string,
  packageId: string,
): Promise<void> {
  // The end is exclusive, at midnight where Acme is.
  const there = DateTime.fromJSDate(clock.now(), { zone: DEMO_ORGANIZATIONS.Acme.timeZone });
  const validTo = there.startOf('year').plus({ years: 2 }).toJSDate();
  await context.get(OrganizationPrices).create(
    acme,
    {
      packageId,
      currency: 'USD',
      amountMinor: ACME_PRICE_MINOR,
      perThousandMilliMinor: null,
      validFrom: null,
      validTo,
    },
    ACTOR,
  );
}
