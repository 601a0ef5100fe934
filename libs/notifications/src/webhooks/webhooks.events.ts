import type { DomainEvent } from '@purser/platform';

/** An endpoint is sent nothing more: it answered 410 (`gone`) or failed for three days. Told once. */
export class WebhookEndpointDisabled implements DomainEvent {
  static readonly eventName = 'notifications.webhook-endpoint-disabled';
  readonly organizationId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly reason: 'gone' | 'failing';
  constructor(fields: WebhookEndpointDisabled) {
    Object.assign(this, fields);
  }
}
