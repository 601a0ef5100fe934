import { isIP } from 'node:net';
import { AddressRefused, isLoopbackHost, type AddressGuard } from './sending/address-guard.js';
import { WebhookUrlNotAllowed } from './webhooks.errors.js';

/**
 * The URL in its canonical form. Names are looked up when a webhook is sent, not here: what a name
 * means today says nothing about tomorrow.
 *
 * @throws WebhookUrlNotAllowed
 */
export function webhookUrl(text: string, guard: AddressGuard, sandbox: boolean): string {
  if (!URL.canParse(text)) throw new WebhookUrlNotAllowed('must be an absolute URL');
  // Parsing writes addresses in their usual form, however they were disguised: 0x7f.1, 2130706433.
  const url = new URL(text);
  const plain = guard.allowsPrivate && (sandbox || isLoopbackHost(url.hostname));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && plain)) {
    throw new WebhookUrlNotAllowed('must begin with https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw new WebhookUrlNotAllowed('must not hold a name or password');
  }
  if (url.hash !== '') throw new WebhookUrlNotAllowed('must not hold a fragment');
  refuseKnownPrivate(url.hostname, guard);
  return url.toString();
}

function refuseKnownPrivate(hostname: string, guard: AddressGuard): void {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (!guard.allowsPrivate && isIP(host) === 0 && isLoopbackHost(host)) {
    throw new WebhookUrlNotAllowed('must be a public address');
  }
  try {
    guard.checkLiteral(hostname);
  } catch (error) {
    if (error instanceof AddressRefused) throw new WebhookUrlNotAllowed('must be a public address');
    throw error;
  }
}
