import type {
  PackageView,
  PageView,
  PurchaseView,
  SubscriptionDetailView,
  SubscriptionView,
} from '@purser/contracts';
import { DateTime } from 'luxon';
import { startFleet, type Fleet } from './support/fleet.js';
import type { HttpClient } from './support/http-client.js';

const BILLING = 'processSubscriptionBilling';
const MONTHS = 24;
/** Summer time on either side of the equator, and none. */
const CUSTOMERS = [
  { name: 'Acme', email: 'admin@acme.test', timeZone: 'America/New_York' },
  { name: 'Globex', email: 'admin@globex.test', timeZone: 'Australia/Sydney' },
  { name: 'Umi', email: 'admin@umi.test', timeZone: 'Asia/Tokyo' },
] as const;

interface Customer {
  readonly id: string;
  readonly timeZone: string;
  readonly admin: HttpClient;
  readonly subscriptionId: string;
}

describe('a subscription from January 31 on, in three zones, through HTTP and the clock', () => {
  let fleet: Fleet;
  const customers: Customer[] = [];

  const look = async ({ admin, id }: Pick<Customer, 'admin' | 'id'>) =>
    (await admin.get<SubscriptionDetailView>(`/api/tokens/subscription/${id}`)).body;
  const charges = async ({ admin, id, subscriptionId }: Customer) => {
    const { subscription } = await look({ admin, id });
    expect(subscription?.id).toBe(subscriptionId);
    const { body } = await admin.get<PageView<PurchaseView>>(
      `/api/tokens/purchase?organizationId=${id}&type=subscription&limit=200`,
    );
    return body.data.toReversed();
  };

  beforeAll(async () => {
    fleet = await startFleet(3);
    const zoned = await Promise.all(
      CUSTOMERS.map(async (one) => {
        const admin = await fleet.purser.http.signIn(one.email);
        const id = fleet.purser.demo.organizations[one.name];
        const read = await admin.get(`/api/organizations/${id}`);
        const { name, legalName, billingEmail } = read.body;
        const { timeZone } = one;
        const set = await admin.put(`/api/organizations/${id}`, {
          ...{ name, legalName, billingEmail, timeZone },
        });
        expect([set.status, set.body['timeZone']]).toEqual([200, timeZone]);
        const seeded = (await look({ admin, id })).subscription;
        if (seeded) await admin.delete(`/api/tokens/subscription/${seeded.id}?at=now`);
        const start = DateTime.fromISO('2027-01-31T09:30', { zone: timeZone });
        return { id, admin, timeZone, start };
      }),
    );
    for (const one of zoned.toSorted((a, b) => a.start.toMillis() - b.start.toMillis())) {
      await fleet.sleep({ now: one.start.toUTC().toISO() ?? '' });
      customers.push({ ...one, subscriptionId: await subscribe(one) });
    }
  }, 120_000);
  afterAll(() => fleet.close());

  async function subscribe({ admin, id }: Pick<Customer, 'admin' | 'id'>): Promise<string> {
    const offered = await admin.get<PageView<PackageView>>(
      `/api/tokens/packages?organizationId=${id}`,
    );
    const answer = await admin.post<SubscriptionView>('/api/tokens/subscription', {
      organizationId: id,
      packageId: offered.body.data[0]?.id,
      interval: 'month',
      paymentMethodId: 'pm_card_visa',
    });
    expect([answer.status, answer.body.status]).toEqual([201, 'active']);
    return answer.body.id;
  }

  /** When the next charge of any of them is due. */
  async function nextCharge(): Promise<DateTime> {
    const dues = await Promise.all(
      customers.map(async (one) => (await look(one)).subscription?.nextChargeAt ?? '9999'),
    );
    return DateTime.fromISO(dues.toSorted()[0] ?? '', { zone: 'utc' });
  }

  it('is charged on the right local day for 24 months, once each, never early', async () => {
    const end = DateTime.fromISO('2029-01-20T00:00:00Z', { zone: 'utc' });
    const outageFrom = DateTime.fromISO('2027-04-29T12:00:00Z', { zone: 'utc' });
    const outageTo = outageFrom.plus({ days: 3 });
    for (let due = await nextCharge(); due < end; due = await nextCharge()) {
      if (due > outageFrom && due < outageTo) {
        await fleet.sleep({ now: outageTo.toISO() ?? '' });
      } else {
        await fleet.sleep({ now: due.minus({ seconds: 30 }).toISO() ?? '' });
        const early = await fleet.runEverywhere(BILLING);
        expect(early.map(({ items }) => items)).toEqual([0, 0, 0]);
        await fleet.sleep({ now: due.toISO() ?? '' });
      }
      const runs = await fleet.runEverywhere(BILLING);
      expect(runs.map(({ firstError }) => firstError)).toEqual([null, null, null]);
    }
    await fleet.move({ advance: 'PT1H' });
    for (const customer of customers) {
      const bought = await charges(customer);
      expect(bought.map(({ status }) => status)).toEqual(Array(MONTHS).fill('completed'));
      const zone = customer.timeZone;
      const days = bought.map(({ paidAt }) => DateTime.fromISO(paidAt ?? '', { zone }));
      days.forEach((paid, n) => {
        const month = DateTime.fromISO('2027-01-01T09:30', { zone }).plus({ months: n });
        const start = month.set({ day: month.daysInMonth ?? 31 });
        const isOut = start > outageFrom && start < outageTo;
        expect([n, paid >= start]).toEqual([n, true]);
        const until = isOut ? outageTo.plus({ minutes: 5 }) : start.plus({ minutes: 5 });
        expect([n, zone, paid.toISO(), paid < until]).toEqual([n, zone, paid.toISO(), true]);
        if (!isOut) expect(paid.toISODate()).toBe(start.toISODate());
      });
      const caughtUp = days.filter(
        (paid) => paid >= outageTo && paid < outageTo.plus({ hours: 1 }),
      );
      expect(caughtUp).toHaveLength(1);
    }
  }, 300_000);

  it('leaves books that agree, and one invoice for each charge', async () => {
    for (const customer of customers) {
      const { admin, id } = customer;
      const books = await admin.get(`/api/tokens/reports/books?organizationId=${id}`);
      expect(books.body).toMatchObject({ balanced: true });
      const invoiced = (await charges(customer)).map(({ invoiceId }) => invoiceId);
      expect(invoiced.filter((id) => id === undefined)).toEqual([]);
      expect(new Set(invoiced).size).toBe(MONTHS);
    }
  });
});
