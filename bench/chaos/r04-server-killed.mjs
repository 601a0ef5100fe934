import { randomInt } from 'node:crypto';
import { startFleet } from '../support/fleet.mjs';
import { proof } from './support/books.mjs';
import { httpClient, inParallel } from './support/http.mjs';
import { Killer } from './support/killer.mjs';
import { compareMoney } from './support/money.mjs';
import { agreesBack, compareMoneyBack } from './support/money-back.mjs';
import { Buyers } from './support/buyers.mjs';
import { finishPayments } from './support/sweeps.mjs';
import { HostileProvider } from './support/hostile-provider.mjs';
import { Refunders } from './support/refunders.mjs';
import { randomNumbers } from './support/random.mjs';
import { mustHold, seconds, sizeOf, timeLimit } from './support/settings.mjs';
import { openTenants } from './support/tenants.mjs';

export const name = 'R4: server killed';

const CALLERS = 24;
const MOST_MINUTES = 120;

/**
 * Purchases and refunds over two processes that are killed with SIGKILL at random points, while the
 * provider fails, cuts lines, and delays, repeats, shuffles and loses webhooks. Then the provider
 * behaves, the sweeps finish what is open, and buyers whose purchase was not paid, and staff whose
 * refund was not answered, try once more.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error money, tokens, invoices and credit notes differ
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const purchases = sizeOf('CHAOS_PURCHASES', { full }, 10_000, 60);
  const kills = sizeOf('CHAOS_KILLS', { full }, 200, 4);
  const organizations = Math.max(CALLERS, Math.min(2_000, Math.ceil(purchases / 5)));
  log(`${purchases} purchases of ${organizations} organizations, ${kills} kills, seed ${seed}`);
  const fleet = await startFleet(2, { STRIPE_REQUESTS_PER_SECOND: '5000' });
  const http = httpClient(CALLERS);
  const random = randomNumbers(seed);
  const provider = new HostileProvider(fleet.stripeUrl, random);
  try {
    const tenants = await openTenants(fleet, organizations);
    for (const instance of fleet.instances) {
      // What it compiled is kept for all that start after it.
      await instance.stop();
      await instance.start();
    }
    const buyers = new Buyers(fleet, http, { tenants, random });
    await buyers.choosePackage();
    const refunders = new Refunders(buyers);
    const killer = new Killer(fleet.instances, { kills, purchases, random });
    provider.start();
    await doHarm(purchases, { killer, buyers, refunders });
    await provider.stop();
    const seen = {
      ...{ answered: buyers.completed.size, cutOff: buyers.cutOff, kills: killer.kills },
      ...{ refundsAnswered: refunders.told.size, refundsCutOff: refunders.cutOff },
    };
    log(`${JSON.stringify(seen)} after ${seconds(started)} s`);
    const swept = await finishPayments(fleet);
    const atSweep = await compare(fleet, tenants);
    log(`by the sweeps alone: ${JSON.stringify(atSweep.figures)}`);
    await inParallel(purchases, CALLERS, (n) => buyers.insist(n));
    await refunders.insist();
    await finishPayments(fleet);
    const { money, back, ...after } = await compare(fleet, tenants);
    const books = await proof(fleet, http, tenants);
    const figures = {
      ...{ purchases, ...seen, faultsSet: provider.changes },
      ...{ capturedBySweeps: atSweep.money.captured - seen.answered, sweepRounds: swept },
      ...{ ...after.figures, refundsRefused: refunders.refused },
      ...books,
      seconds: seconds(started),
    };
    mustHold(
      name,
      {
        'every purchase was paid and completed': money.captured === purchases,
        'captured = allocated = invoiced': agree(money),
        'refunded = credited = credit notes': agreesBack(back),
        'the same by the sweeps alone': agree(atSweep.money) && agreesBack(atSweep.back),
        'what buyers were told is true': buyers.untrue(money.completedIds) === 0,
        'what was told of refunds is true': refunders.untrue(back.bookedIds) === 0,
        'as many kills as planned': killer.kills >= kills,
        'the books balance': books.unbalanced + books.brokenSeals === 0,
      },
      figures,
    );
    log(JSON.stringify(figures));
    return figures;
  } finally {
    await provider.stop();
    await http.close();
    await fleet.close();
  }
}

/**
 * Buys and refunds, while processes are killed.
 *
 * @param {number} purchases
 * @param {{ killer: Killer, buyers: Buyers, refunders: Refunders }} people
 */
async function doHarm(purchases, { killer, buyers, refunders }) {
  const within = timeLimit(MOST_MINUTES);
  await inParallel(purchases, CALLERS, async (n) => {
    within();
    await killer.turn(n);
    await buyers.buy(n);
    await refunders.perhaps(n);
  });
  await killer.finish();
}

/**
 * @param {import('../support/fleet.mjs').Fleet} fleet
 * @param {readonly import('./support/tenants.mjs').Tenant[]} tenants
 */
async function compare(fleet, tenants) {
  const money = await compareMoney(fleet, tenants);
  const back = await compareMoneyBack(fleet, tenants);
  const { completedIds: _completed, ...figures } = money;
  const { bookedIds: _booked, ...figuresBack } = back;
  return { money, back, figures: { ...figures, ...figuresBack } };
}

/** @param {import('./support/money.mjs').Money} money */
function agree(money) {
  const { captured, allocated, invoiced, capturedMinor, settledMinor, invoicedMinor } = money;
  return (
    captured === allocated &&
    allocated === invoiced &&
    capturedMinor === settledMinor &&
    settledMinor === invoicedMinor &&
    money.lost + money.double + money.numberGaps + money.open === 0
  );
}
