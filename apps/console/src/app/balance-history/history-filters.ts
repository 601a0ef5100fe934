import type { LedgerEntryKind } from '@purser/contracts';
import { LEDGER_KINDS } from '../shared/badge/kind-mark.js';
import { addDays, startOfLocalDate } from '../shared/format/time.js';

/** What the ledger is narrowed to; dates are local and both inclusive. */
export interface HistoryFilters {
  from: string | null;
  to: string | null;
  kind: LedgerEntryKind | null;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The filters of the address; what cannot be understood there is passed over. */
export function readFilters(
  from: string | undefined,
  to: string | undefined,
  kind: string | undefined,
): HistoryFilters {
  return {
    from: isDate(from) ? from : null,
    to: isDate(to) ? to : null,
    kind: kind && kind in LEDGER_KINDS ? (kind as LedgerEntryKind) : null,
  };
}

/** The filters as the API takes them: instants, `to` exclusive. */
export function filterParams(filters: HistoryFilters, timeZone: string): Record<string, string> {
  const params: Record<string, string> = {};
  if (filters.from) params['from'] = instant(filters.from, timeZone);
  if (filters.to) params['to'] = instant(addDays(filters.to, 1), timeZone);
  if (filters.kind) params['kind'] = filters.kind;
  return params;
}

function instant(date: string, timeZone: string): string {
  return new Date(startOfLocalDate(date, timeZone)).toISOString();
}

function isDate(text: string | undefined): text is string {
  return text !== undefined && DATE.test(text) && !Number.isNaN(Date.parse(text));
}
