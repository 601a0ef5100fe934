import { Organizations } from '@purser/identity';
import { newId, Outbox, type DomainEvent } from '@purser/platform';
import { DisputeLost, DisputeWon, PurchaseDisputed, RefundBooked } from '@purser/purchases';
import { Subscriptions } from '@purser/subscriptions';
import type { ReceivedMail } from '../../testing/a-mail-server.js';
import { mimeParts } from '../../testing/mime.js';
import { NoticeOffice, type Customer } from '../../testing/notice-office.js';

const DECLINES = 'pm_card_chargeCustomerFail';

let office: NoticeOffice;
let acme: Customer;

beforeAll(async () => {
  office = await NoticeOffice.open();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.mail.refuseWith(null);
  office.mail.received.length = 0;
  office.clock.set('2026-06-18T18:32:00.000Z');
  acme = await office.customer();
});

const subjects = () => acme.mails.map(({ subject }) => subject);
const textOf = (mail: ReceivedMail | undefined, type = 'text/plain') =>
  mimeParts(mail?.raw ?? '\r\n\r\n')
    .find((part) => part.type === type)
    ?.content.toString('utf8')
    .replaceAll('\r\n', '\n') ?? '';
const happens = async (event: DomainEvent) => {
  await office.t.unitOfWork.run(acme.organizationId, (tx) =>
    office.t.get(Outbox).append(tx, event),
  );
  await office.t.drainEvents();
};
const own = async () => {
  const { subscription } = await office.t.get(Subscriptions).ofOrganization(acme.organizationId);
  if (!subscription) throw new Error('There is no subscription');
  return subscription;
};

describe('a receipt', () => {
  it('has a text part, an HTML part and the invoice as PDF', async () => {
    const { referenceId, invoiceNumber } = await acme.buys();
    expect(subjects()).toEqual(['Receipt: 10,000 tokens for Acme']);
    const parts = mimeParts(acme.mails[0]?.raw ?? '');
    expect(parts.map(({ type, fileName }) => [type, fileName])).toEqual([
      ['text/plain', null],
      ['text/html', null],
      ['application/pdf', `${invoiceNumber}.pdf`],
    ]);
    const [text, html] = ['text/plain', 'text/html'].map((type) => textOf(acme.mails[0], type));
    const link = `https://tokens.example.test/o/${acme.organizationId}/purchases/${referenceId}`;
    expect(text).toContain('Total:     $100.00');
    expect(text).toContain(`Open the purchase: ${link}`);
    expect(text).toContain(
      'You get this because Acme sends “Receipts” to this address.\nChoose who gets it: https://',
    );
    expect(html).toContain(`href="${link}"`);
    expect(parts[2]?.content.subarray(0, 5).toString()).toBe('%PDF-');
    const rows = await acme.rows('notification_deliveries', 'topic, status, attachment_name');
    expect(rows).toContainEqual({
      topic: 'purchases',
      status: 'sent',
      attachment_name: `${invoiceNumber}.pdf`,
    });
  });

  it('states amounts as the currency of the organization has them, and no markup', async () => {
    const name = 'Möbel <b>& Söhne</b>';
    acme = await office.customer({ name, currency: 'USD' });
    await acme.buys();
    expect(textOf(acme.mails[0], 'text/html')).toContain('Möbel &lt;b&gt;&amp; Söhne&lt;/b&gt;');
    expect(textOf(acme.mails[0])).toContain(name);
    expect(subjects()).toEqual([expect.stringContaining('=?UTF-8?') as string]);
  });
});

describe('a subscription', () => {
  it('tells its start, the reminder three days before, each charge, a pause and the end', async () => {
    await acme.subscribes();
    expect(await acme.told()).toEqual(
      expect.arrayContaining([
        'subscription.created: Subscription started',
        'subscription.charged: 10,000 tokens added',
      ]),
    );
    office.clock.set('2026-07-15T12:30:00.000Z');
    await office.tick();
    expect(subjects()).toHaveLength(2);
    office.clock.set('2026-07-15T13:00:00.000Z');
    await office.tick();
    await office.tick();
    expect(subjects().slice(2)).toEqual([
      '$100.00 will be charged for Acme on Saturday, July 18, 2026',
    ]);
    office.clock.set('2026-07-18T19:00:00.000Z');
    await office.tick();
    expect(subjects().slice(3)).toEqual(['Receipt: 10,000 tokens for Acme']);
    const subscriptions = office.t.get(Subscriptions);
    const { id } = await own();
    await subscriptions.pause(acme.organizationId, id, acme.actor);
    await office.t.drainEvents();
    await subscriptions.resume(acme.organizationId, id, acme.actor);
    await office.t.drainEvents();
    await subscriptions.cancel(acme.organizationId, id, 'now', acme.actor);
    await office.t.drainEvents();
    expect(subjects().slice(4)).toEqual([
      'Subscription of Acme is paused',
      'Subscription of Acme goes on',
      'Subscription of Acme ended',
    ]);
    expect(textOf(acme.mails.at(-2))).toContain('Tuesday, August 18, 2026');
  });

  it('whose package is withdrawn is told that it ends, and what to do, before it does', async () => {
    await acme.subscribes();
    const offer = (active: boolean) =>
      office.t.superuser.query('UPDATE token_packages SET active = $2 WHERE id = $1', [
        office.small,
        active,
      ]);
    await offer(false);
    try {
      office.clock.set('2026-07-15T13:00:00.000Z');
      await office.tick();
      expect((await acme.told()).at(-1)).toBe(
        'subscription.renewal-due: Subscription ends in 3 days',
      );
      expect(subjects().slice(2)).toEqual(['Subscription of Acme ends on Saturday, July 18, 2026']);
      const text = textOf(acme.mails.at(-1)).replaceAll(/\s+/g, ' ');
      expect(text).toContain('Small is no longer offered');
      expect(text).toContain('choose another package before then');
      expect(text).not.toContain('Nothing is to be done');
      office.clock.set('2026-07-18T19:00:00.000Z');
      await office.tick();
      expect(subjects().slice(3)).toEqual(['Subscription of Acme ended']);
    } finally {
      await offer(true);
    }
  });

  it('whose card declines for 30 days: one first decline, reminders, one end', async () => {
    await acme.subscribes(DECLINES).catch(() => acme.subscribes());
    const { id } = await own();
    await office.t
      .get(Subscriptions)
      .change(acme.organizationId, id, { paymentMethodId: DECLINES }, acme.actor);
    await office.t.drainEvents();
    const before = subjects().length;
    office.clock.set('2026-07-18T18:00:00.000Z');
    await office.passDays(30);
    expect(subjects().slice(before)).toEqual([
      'Payment of $100.00 for Acme was declined',
      '3 days left to pay $100.00 for Acme',
      '1 day left to pay $100.00 for Acme',
      'Subscription of Acme canceled and wallet suspended: no payment',
    ]);
    const declined = acme.mails[before];
    expect(textOf(declined)).toContain('The card is tried again on Saturday, July 18, 2026, 1');
    expect(textOf(declined)).toMatch(/Grace ends: +Saturday, July 25, 2026/);
    const attempts = await acme.rows('purchase_events', 'id', `AND type = 'payment_started'`);
    expect(attempts.length).toBeLessThanOrEqual(16);
  });
});

describe('auto top-up', () => {
  it('whose card declines: one first decline, then one notice that it is paused', async () => {
    await acme.given(400);
    await acme.topsUp({ paymentMethodId: DECLINES });
    await office.passDays(10);
    expect(subjects()).toEqual([
      'Auto top-up of $100.00 for Acme was declined',
      'Auto top-up of Acme is paused after 3 declines',
    ]);
    await acme.buys();
    expect(subjects().slice(2).toSorted()).toEqual([
      'Auto top-up of Acme goes on',
      'Receipt: 10,000 tokens for Acme',
    ]);
  });

  it('tells what it bought, and once a month that its limit stands in the way', async () => {
    await acme.given(400);
    await acme.topsUp({ monthlyLimit: { amount: 15_000, currency: 'USD' } });
    await office.passDays(1);
    expect(await acme.told()).toEqual(['auto-topup.completed: 10,000 tokens added']);
    await acme.spend(10_100);
    await office.passDays(2);
    expect(subjects()).toEqual([
      'Receipt: 10,000 tokens for Acme',
      'Auto top-up of Acme reached its limit of $150.00',
    ]);
    expect(textOf(acme.mails[1])).toContain('A top-up costs: $100.00');
  });

  it('whose bank wants the card holder mails a link that pays and stands in no row', async () => {
    await acme.given(400);
    await acme.topsUp({ paymentMethodId: 'pm_card_authenticationRequired' });
    await office.t.drainEvents();
    const mail = acme.mails.find(({ subject }) => subject.startsWith('Confirm the payment'));
    expect(mail?.subject).toBe('Confirm the payment of $100.00 for Acme');
    const link = /https:\/\/tokens\.example\.test\/pay\/\S+/.exec(textOf(mail))?.[0] ?? 'none';
    expect(textOf(mail, 'text/html')).toContain(`href="${link}"`);
    const rows = await acme.rows('notification_deliveries', '*');
    expect(rows.some((row) => JSON.stringify(row).includes(link))).toBe(false);
    expect(rows.some((row) => row['secret_link_kind'] === 'payment')).toBe(true);
  });
});

describe('money that goes back', () => {
  it('is told with the credit note, and disputes with what is frozen, lost or given back', async () => {
    const { referenceId, invoiceId = '', invoiceNumber = '' } = await acme.buys();
    const ids = { organizationId: acme.organizationId, purchaseId: referenceId, referenceId };
    const amount = { amountMinor: 5_000, currency: 'USD', tokens: 4_900, bonusTokens: 100 };
    const refundId = newId(office.clock.now());
    const disputeId = newId(office.clock.now());
    const note = { creditNoteId: invoiceId, creditNoteNumber: invoiceNumber };
    await happens(
      new RefundBooked({
        ...{ ...ids, ...amount, ...note },
        ...{ refundId, origin: 'purser', shortfallMinor: 0 },
      }),
    );
    await happens(
      new PurchaseDisputed({
        ...{ ...ids, disputeId, reason: 'product_not_received', amountMinor: 10_000 },
        ...{ currency: 'USD', frozenTokens: 2_000, frozenBonusTokens: 0 },
        evidenceDueBy: '2026-07-01T12:00:00.000Z',
      }),
    );
    await happens(new DisputeWon({ ...ids, ...amount, disputeId }));
    const lost = { ...ids, ...amount, disputeId, shortfallMinor: 1_000 };
    await happens(new DisputeLost(lost));
    await happens(new DisputeLost({ ...lost, lostMinor: 3_000 }));
    const twice = { lostMinor: 4_000, shortfallMinor: 0, returnedTwiceMinor: 1_500 };
    await happens(new DisputeLost({ ...lost, ...twice }));
    expect(subjects().slice(1)).toEqual([
      'Refund: $50.00 to Acme',
      '$100.00 disputed: 2,000 tokens frozen',
      'Dispute won: 5,000 tokens can be used again',
      'Dispute lost: $50.00 charged back, 5,000 tokens taken back',
      'Dispute lost: $30.00 charged back, 5,000 tokens taken back',
      'Dispute lost: $40.00 charged back, 5,000 tokens taken back',
    ]);
    expect(mimeParts(acme.mails[1]?.raw ?? '').at(-1)?.fileName).toBe(`${invoiceNumber}.pdf`);
    expect(textOf(acme.mails[2])).toContain('product not received');
    expect(textOf(acme.mails[2])).toMatch(/Evidence until: +Wednesday, July 1, 2026/);
    expect(textOf(acme.mails[4])).toContain('$10.00 of it was for tokens that were used already');
    expect(textOf(acme.mails[5])).toContain('$30.00 of it are charged back');
    expect(textOf(acme.mails[6])).toContain('$15.00 of it was given back twice, by a refund');
    expect(textOf(acme.mails[6])).not.toContain('used already');
  });
});

describe('the mail server being down', () => {
  it('loses nothing: what waited leaves when it is back, attachments and all, once', async () => {
    office.mail.refuseWith(451);
    await acme.buys();
    await acme.buys();
    expect(acme.mails).toEqual([]);
    expect((await acme.told()).length).toBe(2);
    for (const minutes of [1, 5, 30]) {
      office.clock.advance({ minutes });
      await office.job('deliverDue');
    }
    office.mail.refuseWith(null);
    office.clock.advance({ hours: 2 });
    await Promise.all([1, 2, 3].map(() => office.job('deliverDue')));
    expect(acme.mails).toHaveLength(2);
    for (const { raw } of acme.mails) {
      expect(mimeParts(raw).at(-1)?.content.subarray(0, 5).toString()).toBe('%PDF-');
    }
    const tries = await acme.rows('delivery_attempts', 'outcome', 'ORDER BY attempt');
    expect(tries.filter(({ outcome }) => outcome === 'failed')).toHaveLength(8);
    expect(tries.filter(({ outcome }) => outcome === 'sent')).toHaveLength(2);
  });
});

describe('an organization', () => {
  it('that moved reads the days of its own zone', async () => {
    acme = await office.customer({ timeZone: 'Asia/Tokyo' });
    await acme.subscribes();
    const { timeZone } = await office.t.unitOfWork.read(acme.organizationId, (tx) =>
      office.t.get(Organizations).get(tx),
    );
    expect(timeZone).toBe('Asia/Tokyo');
    const created = acme.mails.find(({ subject }) => subject.startsWith('Subscription of'));
    expect(textOf(created)).toMatch(/Next charge: +Sunday, July 19, 2026/);
  });
});
