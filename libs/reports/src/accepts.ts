import { wantsCsv } from '@purser/platform';
import type { FastifyRequest } from 'fastify';

export const CSV = 'text/csv';
export const PDF = 'application/pdf';
export const NDJSON = 'application/x-ndjson';

/** Which of the offered documents the client prefers; JSON where it says nothing. */
export function preferred(request: FastifyRequest): 'json' | 'csv' | 'pdf' | 'ndjson' {
  const accept = (request.headers.accept ?? '').toLowerCase();
  if (accept.includes(PDF)) return 'pdf';
  if (accept.includes(NDJSON)) return 'ndjson';
  return wantsCsv(request) ? 'csv' : 'json';
}
