import type { WebhookDeliveryStatus, WebhookEndpointView } from '@purser/contracts';
import type { Tone } from '../shared/badge/badge.js';
import type { IconName } from '../shared/icon/icons.js';

export interface Mark {
  word: string;
  tone: Tone;
  icon?: IconName;
}

/** How each status of a delivery is written and shown. */
export const DELIVERY_STATUSES: Record<WebhookDeliveryStatus, Mark> = {
  pending: { word: 'Pending', tone: 'info', icon: 'clock' },
  delivered: { word: 'Delivered', tone: 'ok', icon: 'check' },
  failed: { word: 'Failed', tone: 'error', icon: 'x' },
  canceled: { word: 'Canceled', tone: 'neutral', icon: 'ban' },
};

/** How a delivery stands: one that failed and is tried again is not the same as one that waits. */
export function deliveryMark(delivery: { status: WebhookDeliveryStatus; attempts: number }): Mark {
  if (delivery.status === 'pending' && delivery.attempts > 0) {
    return { word: 'Will retry', tone: 'warning', icon: 'rotate-cw' };
  }
  return DELIVERY_STATUSES[delivery.status];
}

/** How an endpoint stands. */
export function endpointMark(endpoint: WebhookEndpointView): Mark {
  if (!endpoint.enabled) return { word: 'Disabled', tone: 'neutral', icon: 'ban' };
  if (endpoint.failingSince) return { word: 'Failing', tone: 'warning', icon: 'triangle-alert' };
  return { word: 'Enabled', tone: 'ok', icon: 'check' };
}

/** Why an endpoint is disabled, in a sentence; null where it is not. */
export function disabledSentence(endpoint: WebhookEndpointView): string | null {
  if (endpoint.enabled) return null;
  if (endpoint.disabledReason === 'gone') return 'It answered 410: it wants no more.';
  if (endpoint.disabledReason === 'failing') return 'It failed for three days.';
  return 'Somebody switched it off.';
}

/** `All events`, the one event, or how many. */
export function typesWords(types: readonly string[]): string {
  if (types.includes('*')) return 'All events';
  return types.length === 1 ? (types[0] ?? '') : `${types.length} events`;
}

/** The host of an address, for tables; the address itself where it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
