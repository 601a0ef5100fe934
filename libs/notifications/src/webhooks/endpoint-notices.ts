import { Injectable } from '@nestjs/common';
import { OnEvent } from '@purser/platform';
import { Announcer } from '../notices/announcer.service.js';
import { WebhookEndpointDisabled } from './webhooks.events.js';

const REASONS = {
  gone: 'It answered 410: it wants nothing more.',
  failing: 'Nothing got through for three days.',
} as const;

/** Tells the administrators that an endpoint is sent nothing more. */
@Injectable()
export class EndpointNotices {
  constructor(private readonly announcer: Announcer) {}

  @OnEvent(WebhookEndpointDisabled, 'notifications.webhook-endpoint-disabled')
  disabled(event: WebhookEndpointDisabled, eventId: string): Promise<void> {
    const { organizationId, endpointId, url, reason } = event;
    const path = `/o/${organizationId}/webhooks/${endpointId}`;
    const { host } = new URL(url);
    return this.announcer.tell(organizationId, eventId, 'webhooks', (_tx, organization) =>
      Promise.resolve({
        event: 'webhook-endpoint.disabled',
        severity: 'warning',
        title: 'Webhook endpoint disabled',
        body: `${REASONS[reason]} ${host} is not told about events any more.`,
        link: path,
        letter: {
          subject: `Webhooks to ${host} are disabled for ${organization.name}`,
          paragraphs: [
            `The webhook endpoint ${url} of ${organization.name} is disabled. ${REASONS[reason]}`,
            'Once it works, enable it again. What it missed is in the feed of events and can be delivered again from the log.',
          ],
          facts: [
            ['Endpoint', url],
            ['Reason', reason === 'gone' ? 'Answered 410 (gone)' : 'Three days of failures'],
          ],
          action: { label: 'Open the endpoint', path },
        },
      }),
    );
  }
}
