import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ExportedLedgerEntryView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  csvStream,
  InvalidRequest,
  OrganizationId,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CSV, NDJSON, preferred } from './accepts.js';
import { Books } from './books/books.service.js';
import { BooksQuery, BooksView } from './dto/books.dto.js';
import { LedgerExportQuery } from './dto/ledger-export.query.dto.js';
import { LedgerExport } from './ledger-export/ledger-export.service.js';

const HEADINGS = [
  'id',
  'at',
  'kind',
  'amount',
  'balanceBefore',
  'balanceAfter',
  'availableAfter',
  'reference',
  'allocations',
  'actorType',
  'actorId',
  'actorName',
  'requestId',
  'reason',
  'purchaseId',
  'meta',
  'walletId',
  'sequence',
  'atMicros',
  'seal',
  'previousSeal',
];

@ApiTags('Reports')
@Controller('tokens/reports')
export class ReportsController {
  constructor(
    private readonly ledger: LedgerExport,
    private readonly books: Books,
  ) {}

  @Get('ledger')
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'exportLedger',
    summary: 'Export the ledger',
    description:
      'Every entry of the period, oldest first, as a stream: NDJSON, one entry a line, or CSV with ' +
      '`Accept: text/csv`. Without `from` and `to` it is the whole ledger. Each entry carries what ' +
      'proves it without a server: its sequence, the seal of its commit and the seal before.',
  })
  @ApiOkResponse({
    description: 'The entries',
    content: { [NDJSON]: { schema: { type: 'string' } }, [CSV]: { schema: { type: 'string' } } },
  })
  @ApiAccessProblems('organization-required')
  async exportLedger(
    @OrganizationId() organizationId: string,
    @Query() { from, to }: LedgerExportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const span = {
      from: from === undefined ? null : new Date(from),
      to: to === undefined ? null : new Date(to),
    };
    if (span.from && span.to && span.from >= span.to) {
      throw new InvalidRequest([{ pointer: '?from', detail: 'must be before `to`' }]);
    }
    const entries = this.ledger.entries(organizationId, span);
    void reply.header('vary', 'accept');
    if (preferred(request) === 'csv') {
      await sendStream(reply, CSV, 'csv', csvStream(HEADINGS, cells(entries)));
    } else {
      await sendStream(reply, NDJSON, 'ndjson', Readable.from(lines(entries)));
    }
  }

  @Get('books')
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'checkBooks',
    summary: 'Check that the books agree',
    description:
      'Ledger entries = balance = lots, and captured = allocated = invoiced, on one snapshot.',
  })
  @ApiOkResponse({ type: BooksView })
  @ApiAccessProblems('organization-required')
  checkBooks(
    @OrganizationId() organizationId: string,
    @Query() _query: BooksQuery,
  ): Promise<BooksView> {
    return this.books.check(organizationId);
  }
}

async function sendStream(reply: FastifyReply, type: string, ending: string, body: Readable) {
  await reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="ledger.${ending}"`)
    .send(body);
}

async function* lines(entries: AsyncIterable<ExportedLedgerEntryView>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

async function* cells(entries: AsyncIterable<ExportedLedgerEntryView>): AsyncGenerator<unknown[]> {
  for await (const entry of entries) {
    const { actor, allocations } = entry;
    yield [
      entry.id,
      entry.at,
      entry.kind,
      entry.amount,
      entry.balanceBefore,
      entry.balanceAfter,
      entry.availableAfter,
      entry.reference,
      allocations.map(({ lotId, amount }) => `${lotId}:${amount}`).join(' '),
      actor.type,
      actor.id ?? '',
      actor.name,
      entry.requestId ?? '',
      entry.reason ?? '',
      entry.purchaseId ?? '',
      entry.meta ?? '',
      entry.walletId,
      entry.sequence,
      entry.atMicros,
      entry.seal ?? '',
      entry.previousSeal ?? '',
    ];
  }
}
