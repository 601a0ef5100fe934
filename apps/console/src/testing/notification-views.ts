import type {
  NotificationRecipientsView,
  NotificationView,
  ThresholdListView,
  ThresholdRehearsalView,
  ThresholdView,
} from '@purser/contracts';
import { ACME, NOW } from './views.js';

const ADMIN = { type: 'user' as const, id: 'user-1', name: 'admin@acme.test' };

export function notification(more: Partial<NotificationView> = {}): NotificationView {
  return {
    id: 'notification-1',
    organizationId: ACME,
    event: 'purchase.completed',
    severity: 'success',
    title: '262,500 tokens added',
    body: 'Growth was bought for $244.97.',
    link: `/o/${ACME}/purchases/purchase-1`,
    createdAt: '2026-06-18T18:01:00.000Z',
    readAt: null,
    ...more,
  };
}

export function recipients(
  more: Partial<NotificationRecipientsView> = {},
): NotificationRecipientsView {
  const resolved = [{ email: 'admin@acme.test', name: 'Ada', via: 'admins' }];
  return {
    organizationId: ACME,
    rules: [
      {
        topic: 'low-balance',
        label: 'Low balance',
        description: 'Tokens fell below a threshold, or recovered',
        channels: ['email', 'in_app'],
        recipients: ['admins'],
        isDefault: true,
        resolved,
      },
      {
        topic: 'purchases',
        label: 'Receipts',
        description: 'Tokens were bought',
        channels: ['email'],
        recipients: ['billing', 'cfo@acme.test'],
        isDefault: false,
        resolved: [{ email: 'billing@acme.test', name: null, via: 'billing' }],
      },
    ],
    updatedAt: NOW,
    updatedBy: ADMIN,
    ...more,
  };
}

export function threshold(more: Partial<ThresholdView> = {}): ThresholdView {
  return {
    id: 'threshold-1',
    organizationId: ACME,
    kind: 'tokens',
    value: 150_000,
    channels: ['email', 'in_app'],
    recipients: [],
    band: 10,
    coolDownMinutes: 1_440,
    state: 'armed',
    base: null,
    mark: 150_000,
    rearmMark: 165_000,
    firedAt: '2026-06-09T14:11:00.000Z',
    rearmedAt: null,
    coolDownUntil: null,
    crossings: [],
    createdBy: ADMIN,
    createdAt: NOW,
    updatedAt: NOW,
    eTag: '"1"',
    ...more,
  };
}

export function thresholdList(data: ThresholdView[] = [threshold()]): ThresholdListView {
  return { data, nextCursor: null, available: 369_927, limit: 20 };
}

export function thresholdRehearsal(
  more: Partial<ThresholdRehearsalView['now']> = {},
): ThresholdRehearsalView {
  return {
    dryRun: true,
    now: {
      available: 369_927,
      mark: 150_000,
      rearmMark: 165_000,
      fires: false,
      reason: '369,927 tokens are available: nothing fires on saving.',
      ...more,
    },
    last120Days: {
      from: '2026-02-18T18:32:00.000Z',
      to: NOW,
      alerts: [
        {
          at: '2026-06-09T14:11:00.000Z',
          available: 149_000,
          mark: 150_000,
          recoveredAt: '2026-06-10T15:20:00.000Z',
        },
      ],
    },
  };
}
