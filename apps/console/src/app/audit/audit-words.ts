import type { ActorView, AuditRecordView } from '@purser/contracts';
import type { IconName } from '../shared/icon/icons.js';

/** What a subject is called where its type is not a word yet. */
const SUBJECTS: Record<string, string> = {
  api_key: 'API key',
  auto_topup_policy: 'Auto top-up policy',
  legal_entity: 'Seller',
  organization_price: 'Agreed price',
  webhook_endpoint: 'Webhook endpoint',
};

/** Subjects whose id is a word that people know. */
const KEYED = new Set(['custom_prices', 'tax_rate']);

const INITIALISMS: Record<string, string> = {
  api: 'API',
  ip: 'IP',
  url: 'URL',
  id: 'id',
  topup: 'top-up',
};

const ACTORS: Record<ActorView['type'], { icon: IconName; word: string }> = {
  user: { icon: 'user', word: 'Person' },
  api_key: { icon: 'key-round', word: 'API key' },
  system: { icon: 'timer', word: 'Purser itself' },
};

/** The actions one filters by most; any other can be typed. */
export const COMMON_ACTIONS = [
  'adjustment.*',
  'api-key.*',
  'auto_topup.*',
  'lot.*',
  'member.*',
  'organization.*',
  'organization-price.*',
  'payment_method.*',
  'purchase.*',
  'recovery-link.*',
  'subscription.*',
  'threshold.*',
  'wallet.*',
  'webhook-endpoint.*',
] as const;

/** Those of the platform's own chain. */
export const PLATFORM_ACTIONS = ['custom-prices.*', 'package.*', 'seller.*', 'tax-rate.*'] as const;

/** `payment_method.made_default` -> `Payment method made default`. */
export function actionWords(action: string): string {
  const words = action
    .split(/[._-]/)
    .map((word) => INITIALISMS[word] ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `payment_method` -> `Payment method`. */
export function subjectWords(type: string): string {
  return SUBJECTS[type] ?? actionWords(type);
}

/** What was changed, by its name where the record has one: `Package Starter`, `Tax rate DE 2027-01-01`. */
export function targetWords({ subjectType, subjectId, before, after }: AuditRecordView): string {
  const words = subjectWords(subjectType);
  const named = (after ?? before)?.['name'];
  if (typeof named === 'string') return `${words} ${named}`;
  return subjectId !== null && KEYED.has(subjectType) ? `${words} ${subjectId}` : words;
}

/** How one who acted is marked. */
export function actorMark(actor: ActorView): { icon: IconName; word: string } {
  return ACTORS[actor.type];
}

const ACTION = /^[a-z][a-z0-9_.-]*(\.\*)?$/;

/** An action of the address, as the API takes it; what is none is passed over. */
export function readAction(text: string | undefined): string | null {
  return text && ACTION.test(text) && text.length <= 100 ? text : null;
}
