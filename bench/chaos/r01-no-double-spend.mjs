import { randomInt, randomUUID } from 'node:crypto';
import { startFleet } from '../support/fleet.mjs';
import { proof } from './support/books.mjs';
import { httpClient, inParallel } from './support/http.mjs';
import { randomNumbers, whole } from './support/random.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';
import { give, openTenants, signInRoot } from './support/tenants.mjs';

export const name = 'R1: no double spend';

const CALLERS = 64;
const HOUR_SECONDS = 3_600;

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {import('./support/http.mjs').HttpClient} HttpClient
 * @typedef {import('./support/tenants.mjs').Tenant} Tenant
 */

/**
 * 64 callers ask two processes for twice what a wallet holds: first one token at a time, then on
 * another wallet by debits, batches, holds, captures and releases in random order.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error more or less was accepted than there was
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const debits = sizeOf('CHAOS_DEBITS', { full }, 10_000, 1_000);
  const balance = debits / 2;
  log(`${debits} debits of a balance of ${balance}, ${CALLERS} callers, 2 processes, seed ${seed}`);
  const fleet = await startFleet(2);
  const http = httpClient(CALLERS);
  try {
    const tenants = await openTenants(fleet, 2);
    const token = await signInRoot(fleet, http);
    const [plain, mixed] = /** @type {[Tenant, Tenant]} */ (tenants);
    for (const { organizationId } of tenants) {
      await give(fleet, http, { organizationId, tokens: balance, token });
    }
    const single = await spendSingly({ fleet, http }, plain, debits);
    const random = randomNumbers(seed);
    const many = await spendMixed({ fleet, http }, mixed, { calls: debits, balance, random });
    const books = await proof(fleet, http, tenants);
    const figures = { ...single, ...many, ...books, seconds: seconds(started) };
    log(JSON.stringify(figures));
    mustHold(
      name,
      {
        'exactly the balance was accepted': single.accepted === balance,
        'the rest was refused with 402': single.refused === debits - balance,
        'what callers were told is in the ledger': many.acknowledged === many.spent,
        'the other wallet was emptied and not more': many.left === 0 && many.spent === balance,
        'nothing else happened': single.other + many.other === 0,
        'the books balance': books.unbalanced + books.brokenSeals === 0,
      },
      figures,
    );
    return figures;
  } finally {
    await http.close();
    await fleet.close();
  }
}

/** @param {Fleet} fleet @param {Tenant} tenant @param {number} n @param {string} path */
const urlOf = ({ instances }, { organizationId }, n, path) =>
  `${instances[n % instances.length]?.address}/api/tokens/wallet/${organizationId}/${path}`;

/**
 * @param {{ fleet: Fleet, http: HttpClient }} room
 * @param {Tenant} tenant
 * @param {number} debits
 */
async function spendSingly({ fleet, http }, tenant, debits) {
  const tally = { accepted: 0, refused: 0, other: 0 };
  await inParallel(debits, CALLERS, async (n) => {
    const body = { amount: 1, reference: `single-${n}` };
    const token = tenant.apiKey;
    const answer = await http.post(urlOf(fleet, tenant, n, 'debits'), { token, body });
    if (answer?.status === 201) tally.accepted += 1;
    else if (answer?.status === 402) tally.refused += 1;
    else tally.other += 1;
  });
  return tally;
}

/**
 * @param {{ fleet: Fleet, http: HttpClient }} room
 * @param {Tenant} tenant
 * @param {{ calls: number, balance: number, random: () => number }} plan
 */
async function spendMixed({ fleet, http }, tenant, { calls, balance, random }) {
  const token = tenant.apiKey;
  let acknowledged = 0;
  let other = 0;
  const statuses = new Map();

  /** @param {number} n @param {string} path @param {object} [body] */
  const ask = async (n, path, body) => {
    const answer = await http.post(urlOf(fleet, tenant, n, path), { token, ...(body && { body }) });
    const status = answer?.status ?? 0;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (![200, 201, 402].includes(status)) other += 1;
    return answer && status < 300 ? JSON.parse(answer.text) : null;
  };
  const debit = async (/** @type {number} */ n) => {
    const booked = await ask(n, 'debits', { amount: whole(random, 1, 5), reference: `d-${n}` });
    acknowledged += booked?.amount ? Math.abs(booked.amount) : 0;
  };
  const batch = async (/** @type {number} */ n) => {
    const items = Array.from({ length: 10 }, (_, at) => ({
      amount: whole(random, 1, 3),
      reference: `b-${n}-${at}`,
    }));
    const answered = await ask(n, 'debits/batch', { items });
    for (const [at, { status }] of (answered?.results ?? []).entries()) {
      if (status === 201) acknowledged += items[at]?.amount ?? 0;
      else if (status !== 402) other += 1;
    }
  };
  const hold = async (/** @type {number} */ n) => {
    const amount = whole(random, 1, 20);
    const request = { amount, ttlSeconds: HOUR_SECONDS, reference: `h-${n}` };
    const held = await ask(n, 'holds', request);
    if (!held) return;
    const part = whole(random, 0, amount);
    if (part === 0) await ask(n + 1, `holds/${held.id}/release`);
    else if (await ask(n + 1, `holds/${held.id}/capture`, { amount: part })) acknowledged += part;
  };
  await inParallel(calls, CALLERS, (n) => {
    const dice = random();
    if (dice < 0.6) return debit(n);
    return dice < 0.7 ? batch(n) : hold(n);
  });
  // What is left goes one by one; one more than there is must be refused.
  const rest = await http.get(urlOf(fleet, tenant, 0, 'balance'), token);
  const { available } = JSON.parse(rest?.text ?? '{}');
  await inParallel(available + 1, CALLERS, async (n) => {
    const reference = `rest-${n}-${randomUUID()}`;
    const booked = await ask(n, 'debits', { amount: 1, reference });
    acknowledged += booked ? 1 : 0;
  });
  const { rows } = await fleet.superuser.query(
    `SELECT balance::int AS left, (SELECT -sum(amount)::int FROM token_balance_history h
       WHERE h.organization_id = w.organization_id AND amount < 0) AS spent
       FROM organization_token_wallets w WHERE organization_id = $1`,
    [tenant.organizationId],
  );
  return { ...rows[0], acknowledged, other, mixedBalance: balance };
}
