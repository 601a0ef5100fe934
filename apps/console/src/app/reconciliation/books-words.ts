import { formatTokens } from '../shared/format/tokens.js';

/** What each check of the books compares, in words. */
const CHECKS: Record<string, string> = {
  'entries-equal-balance': 'The ledger adds up to the balance',
  'lots-equal-balance': 'What remains in the lots adds up to the balance',
  'last-entry-equals-balance': 'The last entry ends at the balance',
  'holds-equal-held-lots': 'Open holds are held in lots',
  'wallet-keeps-its-rules': 'Nothing is negative, and no more is held than there is',
  'entries-follow-each-other': 'Each entry begins where the one before it ended',
  'allocations-equal-entries': 'Each entry says from which lots it is',
  'captured-equals-allocated': 'What was paid was credited',
  'allocated-equals-captured': 'What was credited was paid',
  'captured-equals-invoiced': 'What was paid was invoiced',
  'invoiced-equals-captured': 'What was invoiced was paid',
  'credited-equals-given-back': 'Credit notes are over what was given back',
  'taken-equals-given-back': 'Refunds and lost disputes took the tokens they say',
  'invoice-numbers-have-no-gap': 'Invoice numbers have no gap',
};

/** `refunds-equal-credit-notes` where nothing better is known: `Refunds equal credit notes`. */
export function checkWords(name: string): string {
  const words = CHECKS[name] ?? name.replaceAll('-', ' ');
  return capitalized(words);
}

/** The figures of a sentence as all others are written: `1435503` becomes `1,435,503`. */
export function groupedFigures(sentence: string): string {
  return sentence.replace(/(?<![\w-])\d{4,15}(?![\w-])/g, (digits) => formatTokens(Number(digits)));
}

/** What a check found, as a sentence: its figures grouped, its first letter large. */
export function detailWords(sentence: string): string {
  return capitalized(groupedFigures(sentence));
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
