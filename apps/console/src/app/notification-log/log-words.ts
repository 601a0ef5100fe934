import type { DeliveryView } from '@purser/contracts';
import type { Tone } from '../shared/badge/badge.js';
import type { IconName } from '../shared/icon/icons.js';

/** How each channel is written and shown. */
export const CHANNELS: Record<DeliveryView['channel'], { word: string; icon: IconName }> = {
  email: { word: 'E-mail', icon: 'mail' },
  in_app: { word: 'In the console', icon: 'bell' },
  webhook: { word: 'Webhook', icon: 'webhook' },
};

/** How each status of a delivery is written and shown. */
export const STATUSES: Record<
  DeliveryView['status'],
  { word: string; tone: Tone; icon: IconName; sentence: string }
> = {
  pending: {
    word: 'Pending',
    tone: 'info',
    icon: 'clock',
    sentence: 'It waits for its turn.',
  },
  sent: { word: 'Sent', tone: 'ok', icon: 'check', sentence: 'It was taken over.' },
  failed: {
    word: 'Failed',
    tone: 'error',
    icon: 'x',
    sentence: 'Nothing more is tried by itself.',
  },
  kept: {
    word: 'Kept here',
    tone: 'neutral',
    icon: 'archive',
    sentence: 'No mail server is set, so it left for nobody.',
  },
};
