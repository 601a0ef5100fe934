import type { ApiKeyView } from '@purser/contracts';
import type { Tone } from '../shared/badge/badge.js';
import type { IconName } from '../shared/icon/icons.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const RECENT_MS = 7 * DAY_MS;

export interface KeyStatus {
  word: string;
  tone: Tone;
  icon?: IconName;
  /** Whether requests with it are answered. */
  works: boolean;
}

/** How a key stands at `nowMs`, in machine time: keys expire by it, whatever the sandbox clock says. */
export function keyStatus(key: ApiKeyView, nowMs: number): KeyStatus {
  if (key.revokedAt) return { word: 'Revoked', tone: 'neutral', icon: 'ban', works: false };
  if (key.expiresAt === null) return { word: 'Active', tone: 'ok', icon: 'check', works: true };
  const leftMs = Date.parse(key.expiresAt) - nowMs;
  if (leftMs <= 0) return { word: 'Expired', tone: 'neutral', icon: 'hourglass', works: false };
  const days = Math.ceil(leftMs / DAY_MS);
  if (days > SOON_DAYS) return { word: 'Active', tone: 'ok', icon: 'check', works: true };
  const word = days === 1 ? 'Expires within a day' : `Expires in ${days} days`;
  return { word, tone: 'warning', icon: 'hourglass', works: true };
}

/** Whether programs used the key in the last seven days, so that revoking it will be felt. */
export function usedLately(key: ApiKeyView, nowMs: number): boolean {
  return key.lastUsedAt !== null && nowMs - Date.parse(key.lastUsedAt) < RECENT_MS;
}
