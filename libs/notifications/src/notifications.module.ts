import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '@purser/identity';
import { CONFIG, type PurserConfig } from '@purser/platform';
import { PurchasesModule } from '@purser/purchases';
import { WalletModule } from '@purser/wallet';
import { Deliverer } from './delivery/deliverer.service.js';
import { Delivery } from './delivery/delivery.entity.js';
import { DeliveryAttempt } from './delivery/delivery-attempt.entity.js';
import { DeliveryCron } from './delivery/delivery.cron.js';
import { KeptMail } from './delivery/kept-mail.service.js';
import { MailSender, NoMailSender } from './delivery/mail-sender.js';
import { SmtpMailSender } from './delivery/smtp-mail-sender.js';
import { StaffMail } from './delivery/staff-mail.service.js';
import { AccountNotices } from './notices/account-notices.js';
import { Announcer } from './notices/announcer.service.js';
import { LetterRenderer } from './notices/letter-renderer.js';
import { PurchaseNotices } from './notices/purchase-notices.js';
import { Notification } from './notification.entity.js';
import { NotificationsController } from './notifications.controller.js';
import { Notifications } from './notifications.service.js';
import { FeedReader } from './stream/feed-reader.service.js';
import { LiveStreams } from './stream/live-streams.service.js';
import { StreamController } from './stream/stream.controller.js';
import { StreamLimits } from './stream/stream-limits.js';

/** What people are told: in the console, by mail, and live. */
@Module({
  imports: [
    IdentityModule,
    PurchasesModule,
    TypeOrmModule.forFeature([Delivery, DeliveryAttempt, Notification]),
    WalletModule,
  ],
  controllers: [NotificationsController, StreamController],
  providers: [
    AccountNotices,
    Announcer,
    Deliverer,
    DeliveryCron,
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
    Notifications,
    PurchaseNotices,
    StaffMail,
    StreamLimits,
  ],
})
export class NotificationsModule {}
