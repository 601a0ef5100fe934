import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { AutoTopUpModule } from '@purser/auto-topup';
import { IdentityModule } from '@purser/identity';
import { InvoicesModule } from '@purser/invoices';
import { PackagesModule } from '@purser/packages';
import { CONFIG, type PurserConfig } from '@purser/platform';
import { PurchasesModule } from '@purser/purchases';
import { SubscriptionsModule } from '@purser/subscriptions';
import { WalletModule } from '@purser/wallet';
import { DeliveriesController } from './delivery/deliveries.controller.js';
import { Deliverer } from './delivery/deliverer.service.js';
import { Delivery } from './delivery/delivery.entity.js';
import { DeliveryAttempt } from './delivery/delivery-attempt.entity.js';
import { DeliveryCron } from './delivery/delivery.cron.js';
import { DeliveryLog } from './delivery/delivery-log.service.js';
import { KeptMail } from './delivery/kept-mail.service.js';
import { MailSender, NoMailSender } from './delivery/mail-sender.js';
import { SecretLinks } from './delivery/secret-links.js';
import { SmtpMailSender } from './delivery/smtp-mail-sender.js';
import { StaffMail } from './delivery/staff-mail.service.js';
import { ExpiryCron } from './expiry/expiry.cron.js';
import { ExpiryNotice } from './expiry/expiry-notice.entity.js';
import { ExpiryNotices } from './expiry/expiry-notices.service.js';
import { AccountNotices } from './notices/account-notices.js';
import { Announcer } from './notices/announcer.service.js';
import { AutoTopUpNotices } from './notices/auto-topup-notices.js';
import { BalanceNotices } from './notices/balance-notices.js';
import { LetterRenderer } from './notices/letter-renderer.js';
import { NextCharges } from './notices/next-charges.js';
import { PurchaseNotices } from './notices/purchase-notices.js';
import { SubscriptionNotices } from './notices/subscription-notices.js';
import { Notification } from './notification.entity.js';
import { NotificationsController } from './notifications.controller.js';
import { Notifications } from './notifications.service.js';
import { AddressBook } from './recipients/address-book.js';
import { NotificationSettings } from './recipients/notification-settings.entity.js';
import { RecipientsController } from './recipients/recipients.controller.js';
import { Recipients } from './recipients/recipients.service.js';
import { FeedReader } from './stream/feed-reader.service.js';
import { LiveStreams } from './stream/live-streams.service.js';
import { StreamController } from './stream/stream.controller.js';
import { StreamLimits } from './stream/stream-limits.js';
import { Threshold } from './thresholds/threshold.entity.js';
import { ThresholdCrossing } from './thresholds/threshold-crossing.entity.js';
import { ThresholdEvaluation } from './thresholds/threshold-evaluation.js';
import { ThresholdMarks } from './thresholds/threshold-marks.js';
import { ThresholdRehearsal } from './thresholds/threshold-rehearsal.js';
import { ThresholdsController } from './thresholds/thresholds.controller.js';
import { ThresholdsCron } from './thresholds/thresholds.cron.js';
import { Thresholds } from './thresholds/thresholds.service.js';
import { ThresholdSweep } from './thresholds/threshold-sweep.js';
import { ThresholdTriggers } from './thresholds/threshold-triggers.js';
import { EndpointNotices } from './webhooks/endpoint-notices.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** What people are told: in the console, by mail, and live. */
@Module({
  imports: [
    AuditModule,
    AutoTopUpModule,
    IdentityModule,
    InvoicesModule,
    PackagesModule,
    PurchasesModule,
    SubscriptionsModule,
    TypeOrmModule.forFeature([
      Delivery,
      DeliveryAttempt,
      ExpiryNotice,
      Notification,
      NotificationSettings,
      Threshold,
      ThresholdCrossing,
    ]),
    WalletModule,
    WebhooksModule,
  ],
  controllers: [
    DeliveriesController,
    NotificationsController,
    RecipientsController,
    StreamController,
    ThresholdsController,
  ],
  providers: [
    AccountNotices,
    AddressBook,
    Announcer,
    AutoTopUpNotices,
    BalanceNotices,
    Deliverer,
    DeliveryCron,
    DeliveryLog,
    ExpiryCron,
    ExpiryNotices,
    EndpointNotices,
    FeedReader,
    KeptMail,
    LetterRenderer,
    LiveStreams,
    {
      provide: MailSender,
      useFactory: ({ SMTP_URL, MAIL_FROM }: PurserConfig) =>
        SMTP_URL === undefined ? new NoMailSender() : new SmtpMailSender(SMTP_URL, MAIL_FROM),
      inject: [CONFIG],
    },
    NextCharges,
    Notifications,
    PurchaseNotices,
    Recipients,
    SecretLinks,
    StaffMail,
    StreamLimits,
    SubscriptionNotices,
    ThresholdEvaluation,
    ThresholdMarks,
    ThresholdRehearsal,
    Thresholds,
    ThresholdsCron,
    ThresholdSweep,
    ThresholdTriggers,
  ],
  exports: [Notifications, Recipients, Thresholds],
})
export class NotificationsModule {}
