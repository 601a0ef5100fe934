import { DomainError } from '@purser/platform';
import type { Delivery } from './delivery.entity.js';

export class DeliveryNotRedeliverable extends DomainError {
  readonly problem = 'delivery-not-redeliverable';
  constructor({ channel, status }: Pick<Delivery, 'channel' | 'status'>, mailLeaves: boolean) {
    super(sentenceOf(channel, status, mailLeaves), { channel, deliveryStatus: status });
  }
}

function sentenceOf(
  channel: Delivery['channel'],
  status: Delivery['status'],
  mailLeaves: boolean,
): string {
  if (channel !== 'email') return 'Only mails are sent again here.';
  if (!mailLeaves) return 'No mail server is configured (SMTP_URL): the mail is kept here.';
  return status === 'pending' ? 'It is still being tried.' : 'It cannot be sent.';
}
