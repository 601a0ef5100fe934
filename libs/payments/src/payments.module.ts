import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { Clock, CONFIG, type PurserConfig } from '@purser/platform';
import { CardAttempt } from './card-attempt.entity.js';
import { CardAttempts } from './card-attempts.js';
import { PaymentCustomer } from './payment-customer.entity.js';
import { PaymentCustomers } from './payment-customers.js';
import { PaymentGateway } from './payment-gateway.js';
import { PaymentMethod } from './payment-method.entity.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethods } from './payment-methods.service.js';
import { PaymentsRetention } from './payments-retention.js';
import { PaymentsCron } from './payments.cron.js';
import { ProviderEvent } from './provider-event.entity.js';
import { ProviderCursor } from './provider-cursor.entity.js';
import { ProviderPolling } from './provider-polling.js';
import { PaymentMethodUses } from './payment-method-uses.js';
import { ExpiringCards } from './expiring-cards.js';
import { ProviderInbox } from './provider-inbox.js';
import { ProviderObject } from './provider-object.entity.js';
import { ProviderObjects } from './provider-objects.js';
import { SandboxAuthenticationController } from './sandbox-authentication.controller.js';
import { SandboxNews } from './sandbox-news.js';
import { ProviderThrottle } from './stripe/provider-throttle.js';
import { STRIPE, stripeClient } from './stripe/stripe-client.js';
import { StripeGateway } from './stripe/stripe-gateway.js';
import { WebhookController } from './webhook.controller.js';

const ENTITIES = [
  CardAttempt,
  PaymentCustomer,
  PaymentMethod,
  ProviderCursor,
  ProviderEvent,
  ProviderObject,
];

/** How long a request may wait for its turn at the provider. */
const LONGEST_WAIT_MS = 5_000;

/** The door to the payment provider: cards, charges, and its events. */
@Module({
  imports: [AuditModule, IdentityModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [PaymentMethodsController, SandboxAuthenticationController, WebhookController],
  providers: [
    {
      provide: STRIPE,
      inject: [CONFIG, Clock],
      useFactory: (config: PurserConfig, clock: Clock) => stripeClient(config, clock),
    },
    {
      provide: ProviderThrottle,
      inject: [CONFIG],
      useFactory: ({ STRIPE_REQUESTS_PER_SECOND: perSecond }: PurserConfig) =>
        new ProviderThrottle({ perSecond, burst: perSecond, longestWaitMs: LONGEST_WAIT_MS }),
    },
    { provide: PaymentGateway, useClass: StripeGateway },
    CardAttempts,
    ExpiringCards,
    PaymentCustomers,
    PaymentMethods,
    PaymentMethodUses,
    PaymentsCron,
    PaymentsRetention,
    ProviderInbox,
    ProviderPolling,
    ProviderObjects,
    SandboxNews,
  ],
  exports: [
    CardAttempts,
    PaymentCustomers,
    PaymentGateway,
    PaymentMethods,
    PaymentMethodUses,
    PaymentsCron,
    ProviderInbox,
    ProviderObjects,
  ],
})
export class PaymentsModule {}
