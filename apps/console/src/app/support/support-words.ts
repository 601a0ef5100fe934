import type { SuspensionSource } from '@purser/contracts';

/** Why balances are corrected; the server takes any code of this form. */
export const REASON_CODES: readonly { value: string; word: string }[] = [
  { value: 'service-incident', word: 'Service incident' },
  { value: 'goodwill', word: 'Goodwill' },
  { value: 'partner-credit', word: 'Partner credit' },
  { value: 'duplicate-usage', word: 'Duplicate usage' },
  { value: 'duplicate-grant', word: 'Duplicate grant' },
  { value: 'correction', word: 'Correction' },
];

/** `service-incident` -> `Service incident`, for any code. */
export function codeWords(code: string): string {
  const known = REASON_CODES.find(({ value }) => value === code);
  if (known) return known.word;
  const words = code.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who suspended a wallet. */
export const SUSPENSION_SOURCES: Record<SuspensionSource, string> = {
  dunning: 'Unpaid subscription',
  support: 'Support',
  dispute: 'Dispute',
};
