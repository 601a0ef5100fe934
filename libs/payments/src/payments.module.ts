import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { CONFIG, type PurserConfig } from '@purser/platform';
import { CardAttempt } from './card-attempt.entity.js';
import { CardAttempts } from './card-attempts.js';
import { PaymentCustomer } from './payment-customer.entity.js';
import { PaymentCustomers } from './payment-customers.js';
import { PaymentGateway } from './payment-gateway.js';
import { PaymentMethod } from './payment-method.entity.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethods } from './payment-methods.service.js';
import { PaymentsCron } from './payments.cron.js';
import { ProviderEvent } from './provider-event.entity.js';
import { ProviderInbox } from './provider-inbox.js';
import { ProviderObject } from './provider-object.entity.js';
import { ProviderObjects } from './provider-objects.js';
import { SandboxAuthenticationController } from './sandbox-authentication.controller.js';
import { STRIPE, stripeClient } from './stripe/stripe-client.js';
import { StripeGateway } from './stripe/stripe-gateway.js';
import { WebhookController } from './webhook.controller.js';

const ENTITIES = [CardAttempt, PaymentCustomer, PaymentMethod, ProviderEvent, ProviderObject];

/** The door to the payment provider: cards, charges, and its events. */
@Module({
  imports: [AuditModule, IdentityModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [PaymentMethodsController, SandboxAuthenticationController, WebhookController],
  providers: [
    {
      provide: STRIPE,
      inject: [CONFIG],
      useFactory: (config: PurserConfig) => stripeClient(config),
    },
    { provide: PaymentGateway, useClass: StripeGateway },
    CardAttempts,
    PaymentCustomers,
    PaymentMethods,
    PaymentsCron,
    ProviderInbox,
    ProviderObjects,
  ],
  exports: [
    CardAttempts,
    PaymentCustomers,
    PaymentGateway,
    PaymentMethods,
    ProviderInbox,
    ProviderObjects,
  ],
})
export class PaymentsModule {}
