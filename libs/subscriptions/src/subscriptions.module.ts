import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { PackagesModule } from '@purser/packages';
import { PaymentsModule } from '@purser/payments';
import { PurchasesModule } from '@purser/purchases';
import { WalletModule } from '@purser/wallet';
import { CalledOffPeriods } from './billing/called-off-periods.js';
import { FirstCharge } from './billing/first-charge.js';
import { GracePeriods } from './billing/grace-periods.js';
import { PeriodCharges } from './billing/period-charges.js';
import { PeriodOutcomes } from './billing/period-outcomes.js';
import { RenewalReminders } from './billing/renewal-reminders.js';
import { SubscriptionBilling } from './billing/subscription-billing.js';
import { ChargePreview } from './charge-preview.js';
import { PurchaseNews } from './purchase-news.js';
import { SubscriptionCard } from './subscription-card.js';
import { SubscriptionChanges } from './subscription-changes.js';
import { SubscriptionCreation } from './subscription-creation.js';
import { SubscriptionJournal } from './subscription-journal.js';
import { SubscriptionPeriod } from './subscription-period.entity.js';
import { SubscriptionRehearsal } from './subscription-rehearsal.js';
import { SubscriptionReminder } from './subscription-reminder.entity.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { SubscriptionsCron } from './subscriptions.cron.js';
import { Subscriptions } from './subscriptions.service.js';

/** Subscriptions: billing by the calendar, declines and grace. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    PackagesModule,
    PaymentsModule,
    PurchasesModule,
    TypeOrmModule.forFeature([Subscription, SubscriptionPeriod, SubscriptionReminder]),
    WalletModule,
  ],
  controllers: [SubscriptionsController],
  providers: [
    ChargePreview,
    CalledOffPeriods,
    FirstCharge,
    GracePeriods,
    PeriodCharges,
    PeriodOutcomes,
    PurchaseNews,
    RenewalReminders,
    SubscriptionBilling,
    SubscriptionCard,
    SubscriptionChanges,
    SubscriptionCreation,
    SubscriptionJournal,
    SubscriptionRehearsal,
    Subscriptions,
    SubscriptionsCron,
  ],
  exports: [Subscriptions],
})
export class SubscriptionsModule {}
