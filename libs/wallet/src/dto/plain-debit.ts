import { MAX_TOKENS } from '@purser/platform';
import { REFERENCE } from './fields.js';

/** Debits that one batch may hold. */
export const MOST_ITEMS = 1_000;

/** Whether `body` is an amount and a reference as `DebitDto` asks for them, and nothing else. */
export function isPlainDebit(body: object): boolean {
  const names = Object.keys(body);
  if (names.length !== 2 || !('amount' in body) || !('reference' in body)) return false;
  const { amount, reference } = body;
  return (
    Number.isInteger(amount) &&
    (amount as number) >= 1 &&
    (amount as number) <= MAX_TOKENS &&
    typeof reference === 'string' &&
    REFERENCE.test(reference)
  );
}

/** Whether `body` is a list of plain debits as `DebitBatchDto` asks for it, and nothing else. */
export function isPlainDebitBatch(body: object): boolean {
  if (Object.keys(body).length !== 1 || !('items' in body)) return false;
  const { items } = body;
  if (!Array.isArray(items) || items.length === 0 || items.length > MOST_ITEMS) return false;
  return items.every(
    (item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item) && isPlainDebit(item),
  );
}
