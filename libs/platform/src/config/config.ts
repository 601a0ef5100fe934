import { readFileSync } from 'node:fs';
import { z } from 'zod';

const text = z.string().trim().min(1);
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/**
 * Every environment variable that Purser reads, with its default. `docs/operations.md` lists the
 * same names; a test compares the two.
 */
export const CONFIG_SCHEMA = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` refuses the demo seed and the sandbox endpoints'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('Port of console, API and docs'),
  HOST: text.default('0.0.0.0').describe('Address to listen on'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address people reach the console at; links in mails start with it'),
  PURSER_ROLE: z
    .enum(['all', 'http', 'jobs'])
    .default('all')
    .describe('`http` serves requests, `jobs` runs schedules and the queue, `all` does both'),
  DATABASE_URL: text.describe('PostgreSQL as role purser_app; unset with `npm start` = embedded'),
  DATABASE_JOBS_URL: text.describe('PostgreSQL as role purser_jobs: reads due pairs'),
  DATABASE_MIGRATION_URL: text.optional().describe('PostgreSQL as role purser_owner: migrations'),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(16)
    .describe('Connections of one process for requests'),
  JWT_PRIVATE_KEY: text.describe('RS256 private key: PEM text, or the path of a PEM file'),
  JWT_PREVIOUS_PUBLIC_KEYS: list
    .default([])
    .describe('Paths of PEM public keys that still verify, comma separated, for rotation'),
  STRIPE_SECRET_KEY: text.optional().describe('Stripe secret key; unset = the local sandbox'),
  STRIPE_API_URL: z
    .url()
    .optional()
    .describe('Address of a Stripe-compatible server; set by `npm start` for the sandbox'),
  STRIPE_PUBLISHABLE_KEY: text
    .optional()
    .describe('Publishable key, for card entry in the console'),
  STRIPE_WEBHOOK_SECRETS: list
    .default([])
    .describe('Signing secrets of the webhook endpoint, comma separated, newest first'),
  STRIPE_REQUESTS_PER_SECOND: z.coerce
    .number()
    .int()
    .min(1)
    .default(80)
    .describe('Calls of the payment provider per second, per process; who waits over 5 s gets 503'),
  SMTP_URL: text
    .optional()
    .describe('smtp(s)://user:password@host:port; unset = mail is kept as rows'),
  MAIL_FROM: text.default('Purser <billing@purser.test>').describe('Sender of mails'),
  PURSER_DEMO_PASSWORD: text.default('purser-demo').describe('Password of the demo people'),
  APPROVAL_LIMIT_TOKENS: z.coerce
    .number()
    .int()
    .min(0)
    .default(100_000)
    .describe('Adjustments of more tokens than this wait for another person'),
  INVOICE_SERIES: z
    .enum(['organization', 'seller'])
    .default('organization')
    .describe('Whose numbers invoices have: a series per organization, or one of the seller'),
  WEBHOOK_PRIVATE_ADDRESSES: z
    .enum(['allow', 'refuse'])
    .optional()
    .describe(
      'Whether webhooks may go to loopback and private addresses; unset = in the sandbox only',
    ),
  WEBHOOK_SECRETS_KEYS: list
    .default([])
    .describe('Keys that seal the secrets of webhooks, comma separated, newest first'),
  EVENT_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(7)
    .max(3_650)
    .default(30)
    .describe('Days that public events and their deliveries are kept'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least level that is logged'),
  LOGIN_FAILURES_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('Failed logins allowed per e-mail and per address in a minute'),
  REQUESTS_PER_SECOND: z.coerce
    .number()
    .int()
    .min(1)
    .default(20_000)
    .describe('Requests allowed per second and caller, per process'),
});

/** The configuration of one process, parsed once at start. */
export type PurserConfig = z.infer<typeof CONFIG_SCHEMA> & {
  /** True unless this is production or a live provider key is set. */
  readonly sandbox: boolean;
};

/** Injection token of {@link PurserConfig}. */
export const CONFIG = Symbol('PurserConfig');

/**
 * Reads the environment. An empty variable counts as unset.
 *
 * @throws Error naming each variable that is missing or malformed; nothing starts half configured.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): PurserConfig {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = CONFIG_SCHEMA.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
    );
    throw new Error(`The configuration is not usable:\n${faults.join('\n')}`);
  }
  const live = parsed.data.STRIPE_SECRET_KEY?.includes('_live_') ?? false;
  return { ...parsed.data, sandbox: parsed.data.NODE_ENV !== 'production' && !live };
}

/** PEM text as it is, or the content of the file it names. */
export function readPem(textOrPath: string): string {
  if (textOrPath.includes('-----BEGIN')) return textOrPath.replaceAll('\\n', '\n');
  return readFileSync(textOrPath, 'utf8');
}
