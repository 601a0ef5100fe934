import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { EventFeedController } from '../event-feed/event-feed.controller.js';
import { EventFeed } from '../event-feed/event-feed.service.js';
import { EventHead } from '../event-feed/event-head.entity.js';
import { EventPublisher } from '../event-feed/event-publisher.service.js';
import { EventRetention } from '../event-feed/event-retention.service.js';
import { PublicEvent } from '../event-feed/public-event.entity.js';
import { EndpointStates } from './endpoint-states.js';
import { AddressGuard, NameResolver } from './sending/address-guard.js';
import { DeliveryDesk } from './sending/delivery-desk.js';
import { WebhookDispatcher } from './sending/webhook-dispatcher.service.js';
import { WebhookSecrets } from './sending/webhook-secrets.js';
import { WebhookSender } from './sending/webhook-sender.js';
import { WebhookAttempt } from './webhook-attempt.entity.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookFanOut } from './webhook-fan-out.js';
import { WebhookLimits } from './webhook-limits.js';
import { WebhooksCron } from './webhooks.cron.js';

/** What programs are told: the feed of public events, and webhooks. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    TypeOrmModule.forFeature([
      EventHead,
      PublicEvent,
      WebhookAttempt,
      WebhookDelivery,
      WebhookEndpoint,
    ]),
  ],
  controllers: [EventFeedController, WebhookDeliveriesController, WebhookEndpointsController],
  providers: [
    AddressGuard,
    DeliveryDesk,
    EndpointStates,
    EventFeed,
    EventPublisher,
    EventRetention,
    NameResolver,
    WebhookDeliveries,
    WebhookDispatcher,
    WebhookEndpoints,
    WebhookFanOut,
    WebhookLimits,
    WebhookSecrets,
    WebhookSender,
    WebhooksCron,
  ],
})
export class WebhooksModule {}
