import type { INestApplicationContext } from '@nestjs/common';
import { Notifications } from '@purser/notifications';
import { EventRelay, Outbox, systemActor, UnitOfWork, type Actor } from '@purser/platform';
import { Disputes, Purchases, RefundDesk } from '@purser/purchases';
import { Adjustments, Holds, Spending, Wallets } from '@purser/wallet';
import { DateTime } from 'luxon';
import { demoAlerts } from './demo-alerts.js';
import type { DemoClock } from './demo-clock.js';
import { demoDispute, winDemoDispute, type DemoDispute } from './demo-dispute.js';
import { DEMO_ORGANIZATIONS, type DemoOrganizationName } from './demo-organizations.js';
import { demoUsageOfDay } from './demo-usage.js';

const PARTNER_CREDIT_TOKENS = 150_000n;
const WELCOME_CREDIT_TOKENS = 10_000n;
const REFUND_MINOR = 5_000n;
const LOOK_EVERY_MS = 6 * 3_600_000;
const HOLD_TTL_SECONDS = 3 * 86_400;
const PROGRAM: Actor = systemActor('demo-program');

/** Tokens that each organization spends on a usual day. */
const DAILY_TOKENS: Readonly<Record<DemoOrganizationName, number>> = {
  Acme: 9_500,
  Globex: 700,
  Umi: 900,
};

/** Who and what the history is about. */
export interface DemoScene {
  readonly organizations: Readonly<Record<DemoOrganizationName, string>>;
  /** User id by e-mail. */
  readonly people: ReadonlyMap<string, string>;
  /** Package id by name. */
  readonly packages: ReadonlyMap<string, string>;
  readonly now: Date;
}

interface Happening {
  readonly at: Date;
  readonly happen: () => Promise<unknown>;
}

/** Writes the demo's history, oldest first, with the clock standing at each instant. */
export class DemoHistory {
  private readonly startMs: number;
  private readonly lengthMs: number;
  private samplePurchase = '';
  private hasNews = false;
  private toldAt = 0;
  private disputed: DemoDispute | null = null;

  constructor(
    private readonly context: INestApplicationContext,
    private readonly clock: DemoClock,
    private readonly scene: DemoScene,
  ) {
    this.startMs = clock.now().getTime();
    this.lengthMs = scene.now.getTime() - this.startMs;
  }

  /** Gives the reference of one completed purchase of Acme. */
  async write(): Promise<string> {
    const happenings = [
      ...this.acme(),
      ...this.purchase('Globex', 'admin@globex.test', 0.02, 'Growth'),
      ...this.purchase('Umi', 'admin@umi.test', 0.03, 'Growth'),
      ...this.usage('Acme', 0.04),
      ...this.usage('Globex', 0.05),
      ...this.usage('Umi', 0.06),
    ].sort((a, b) => a.at.getTime() - b.at.getTime());
    const news = this.context.get(Outbox).appends.subscribe(() => (this.hasNews = true));
    for (const { at, happen } of happenings) {
      this.clock.moveTo(at);
      await happen();
      await this.tellNews(at);
    }
    news.unsubscribe();
    this.clock.moveTo(this.scene.now);
    return this.samplePurchase;
  }

  /** What follows from what happened follows at once; debits are looked at a few times a day. */
  private async tellNews(at: Date): Promise<void> {
    if (!this.hasNews && at.getTime() - this.toldAt < LOOK_EVERY_MS) return;
    this.hasNews = false;
    this.toldAt = at.getTime();
    await this.context.get(EventRelay).drain();
  }

  private acme(): Happening[] {
    const admin = 'admin@acme.test';
    const { organizations } = this.scene;
    return [
      { at: this.instant(0.005), happen: () => this.welcome(organizations.Acme) },
      ...this.purchase('Acme', admin, 0.02, 'Scale'),
      { at: this.instant(0.15), happen: () => this.alerts(organizations.Acme, admin) },
      ...this.purchase('Acme', admin, 0.36, 'Growth'),
      { at: this.instant(0.365), happen: () => this.dispute(organizations.Acme) },
      { at: this.instant(0.41), happen: () => this.winDispute(organizations.Acme) },
      ...this.purchase(
        'Acme',
        admin,
        0.5,
        'Starter',
        'pm_card_visa_chargeDeclinedInsufficientFunds',
      ),
      ...this.purchase('Acme', admin, 0.61, 'Growth', 'pm_card_mastercard'),
      { at: this.instant(0.62), happen: () => this.refund(organizations.Acme) },
      { at: this.instant(0.8), happen: () => this.readAll(organizations.Acme) },
      ...this.purchase('Acme', admin, 0.83, 'Growth'),
      { at: this.instant(0.9), happen: () => this.partnerCredit(organizations.Acme) },
      { at: this.instant(0.9995), happen: () => this.hold(organizations.Acme) },
    ];
  }

  private alerts(organizationId: string, admin: string): Promise<void> {
    return demoAlerts(this.context, organizationId, this.person(admin));
  }

  /** The admin has looked at the console. */
  private readAll(organizationId: string): Promise<unknown> {
    return this.context.get(Notifications).markAllRead(organizationId);
  }

  private instant(share: number): Date {
    return new Date(this.startMs + Math.floor(this.lengthMs * share));
  }

  private person(email: string): Actor {
    const id = this.scene.people.get(email) ?? null;
    return { type: 'user', id, name: email, requestId: null, ip: null };
  }

  private purchase(
    organization: DemoOrganizationName,
    buyer: string,
    share: number,
    packageName: string,
    card = 'pm_card_visa',
  ): Happening[] {
    const happen = async () => {
      const purchases = this.context.get(Purchases);
      const organizationId = this.scene.organizations[organization];
      const actor = this.person(buyer);
      const packageId = this.scene.packages.get(packageName) ?? '';
      const order = { type: 'package' as const, item: { packageId, quantity: 1 } };
      const { referenceId } = await purchases.initialize(organizationId, order, actor);
      const declines = card.includes('Declined');
      const paid = await purchases
        .execute(organizationId, referenceId, { methodId: card }, actor)
        .then(
          () => true,
          (error: unknown) => {
            if (declines) return false;
            throw error;
          },
        );
      if (paid && organization === 'Acme') this.samplePurchase = referenceId;
    };
    return [{ at: this.instant(share), happen }];
  }

  private async welcome(organizationId: string): Promise<void> {
    const at = this.clock.now();
    await this.context.get(UnitOfWork).run(organizationId, (tx) =>
      this.context.get(Wallets).grant(tx, {
        lots: [
          {
            kind: 'adjustment',
            source: 'promotion',
            label: 'Welcome credit',
            tokens: WELCOME_CREDIT_TOKENS,
            costMinor: 0n,
            currency: DEMO_ORGANIZATIONS.Acme.currency,
            expiresAt: null,
            reference: 'purser:promotion:welcome',
          },
        ],
        actor: systemActor('demo'),
        at,
        reason: 'Welcome credit',
      }),
    );
  }

  /** Support asks for more than one person may give, and the lead approves it. */
  private async partnerCredit(organizationId: string): Promise<void> {
    const adjustments = this.context.get(Adjustments);
    const { id } = await adjustments.propose(
      organizationId,
      {
        amount: PARTNER_CREDIT_TOKENS,
        reasonCode: 'goodwill',
        reason: 'Partner programme, second quarter',
      },
      this.person('support@purser.test'),
    );
    const reason = 'Agreed with the partner team';
    await adjustments.approve(organizationId, id, reason, this.person('lead@purser.test'));
  }

  /** The card holder did not know the charge; the bank believed Purser some days later. */
  private async dispute(organizationId: string): Promise<void> {
    this.disputed = await demoDispute(this.context, this.samplePurchase);
    await this.followDispute(organizationId);
  }

  private async winDispute(organizationId: string): Promise<void> {
    if (this.disputed === null) return;
    await winDemoDispute(this.context, this.disputed);
    await this.followDispute(organizationId);
  }

  private async followDispute(organizationId: string): Promise<void> {
    if (this.disputed === null) return;
    const { purchaseId, disputeId } = this.disputed;
    const actor = systemActor('payment provider');
    await this.context.get(Disputes).follow(organizationId, purchaseId, disputeId, actor);
  }

  /** A part of the latest purchase goes back, with its bonus and a credit note. */
  private async refund(organizationId: string): Promise<void> {
    const support = this.person('support@purser.test');
    const request = { askedMinor: REFUND_MINOR, reason: 'Ordered more than the project needs' };
    const desk = this.context.get(RefundDesk);
    await desk.request(organizationId, this.samplePurchase, request, support);
  }

  private hold(organizationId: string): Promise<unknown> {
    const order = { amount: 12_000n, ttlSeconds: HOLD_TTL_SECONDS, reference: 'reindex-archive' };
    return this.context.get(Holds).place(organizationId, order, PROGRAM);
  }

  private async debit(organizationId: string, amount: bigint, reference: string): Promise<void> {
    const item = { amount, reference, actor: PROGRAM };
    const [answer] = await this.context.get(Spending).debit(organizationId, [item]);
    if (answer?.booked === false) throw answer.problem;
  }

  private usage(organization: DemoOrganizationName, fromShare: number): Happening[] {
    const zone = DEMO_ORGANIZATIONS[organization].timeZone;
    const organizationId = this.scene.organizations[organization];
    const first = this.instant(fromShare);
    const from = DateTime.fromJSDate(first, { zone }).startOf('day');
    const days = Math.ceil(DateTime.fromJSDate(this.scene.now).diff(from, 'days').days);
    return Array.from({ length: days }, (_, index) => index).flatMap((index) =>
      demoUsageOfDay(
        from.plus({ days: index }),
        index,
        DAILY_TOKENS[organization],
        this.scene.now,
        organization.length,
      )
        .filter(({ at }) => at > first)
        .map(({ at, amountTokens, reference }) => ({
          at,
          happen: () => this.debit(organizationId, amountTokens, reference),
        })),
    );
  }
}
