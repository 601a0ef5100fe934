import { DomainError } from '@purser/platform';

export class TooManyWebhookEndpoints extends DomainError {
  readonly problem = 'too-many-webhook-endpoints';
  constructor(limit: number) {
    super(`An organization has at most ${limit} webhook endpoints. Delete one first.`, { limit });
  }
}

export class WebhookUrlNotAllowed extends DomainError {
  readonly problem = 'webhook-url-not-allowed';
  constructor(reason: string) {
    super(reason, { errors: [{ pointer: '/url', detail: reason }] });
  }
}

export class WebhookEndpointIsDisabled extends DomainError {
  readonly problem = 'webhook-endpoint-disabled';
  constructor() {
    super('Enable the endpoint first, then ask again.');
  }
}

export class CursorExpired extends DomainError {
  readonly problem = 'cursor-expired';
  constructor(retentionDays: number) {
    super(
      `Events are kept for ${retentionDays} days and some behind this cursor are gone. Read what ` +
        'you track anew, then continue without `after`.',
      { retentionDays },
    );
  }
}
