import type { MoneyView } from '@purser/contracts';
import { formatMoney } from '../shared/format/money.js';
import { formatInstant } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';

/** One field of what was changed; `path` is dotted for fields inside fields. */
export interface FieldChange {
  path: string;
  kind: 'added' | 'removed' | 'changed' | 'same';
  before?: unknown;
  after?: unknown;
}

type Fields = Record<string, unknown> | null;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
const CHANGES_SHOWN = 2;

/** Field by field what differs between `before` and `after`; what differs comes first. */
export function fieldChanges(before: Fields, after: Fields): FieldChange[] {
  const left = new Map(leaves(before ?? {}));
  const right = new Map(leaves(after ?? {}));
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  const changes = paths.map((path): FieldChange => {
    const [was, is] = [left.get(path), right.get(path)];
    if (!left.has(path)) return { path, kind: 'added', after: is };
    if (!right.has(path)) return { path, kind: 'removed', before: was };
    const same = JSON.stringify(was) === JSON.stringify(is);
    return { path, kind: same ? 'same' : 'changed', before: was, after: is };
  });
  return changes.toSorted((a, b) => Number(a.kind === 'same') - Number(b.kind === 'same'));
}

/** The change in one line, for a table: `coolDownMinutes 30 → 60`. Empty when nothing is known. */
export function changeSummary(before: Fields, after: Fields, timeZone: string): string {
  const changes = fieldChanges(before, after).filter(({ kind }) => kind !== 'same');
  const word = (value: unknown) => fieldValue(value, timeZone);
  const told = changes
    .filter(({ before, after }) => !isEmpty(before) || !isEmpty(after))
    // An id says nothing in a line; the record beside it has it whole.
    .toSorted((a, b) => Number(isId(a)) - Number(isId(b)));
  const lines = told.slice(0, CHANGES_SHOWN).map(({ path, kind, before, after }) => {
    if (kind === 'added') return `${path} ${word(after)}`;
    return kind === 'removed'
      ? `${path} ${word(before)}`
      : `${path} ${word(before)} → ${word(after)}`;
  });
  const more = told.length - lines.length;
  return lines.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A recorded value in words: instants in the zone, numbers grouped, nothing as “none”. */
export function fieldValue(value: unknown, timeZone: string): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return Number.isInteger(value) ? formatTokens(value) : `${value}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    // A list of records in one line would be its source text.
    if (value.every(isRecord)) return value.length === 1 ? '1 entry' : `${value.length} entries`;
    return value.map((one) => fieldValue(one, timeZone)).join(', ');
  }
  if (isMoney(value)) return formatMoney(value);
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  // The year stands beside every instant: what is changed may lie far from the present.
  return INSTANT.test(text) ? formatInstant(text, timeZone, 'minute', 0) : text;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function leaves(fields: Record<string, unknown>, above = ''): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    const path = above ? `${above}.${name}` : name;
    return isRecord(value) && !isMoney(value) ? leaves(value, path) : [[path, value]];
  });
}

function isId({ path, before, after }: FieldChange): boolean {
  return /(^|\.)id$|Id$/.test(path) && typeof (after ?? before) === 'string';
}

function isMoney(value: unknown): value is MoneyView {
  if (!isRecord(value) || Object.keys(value).length !== 2) return false;
  const { amount, currency } = value;
  return (
    Number.isSafeInteger(amount) && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
