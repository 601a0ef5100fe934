import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type {
  BalanceView,
  EntryExplanationView,
  LedgerDayView,
  LedgerEntryView,
  LotView,
  PageView,
  RefusalExplanationView,
  RefusalView,
  WalletView,
} from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  InvalidRequest,
  isId,
  listOrCsv,
  NotFound,
  OrganizationId,
  pageOf,
  PageQuery,
  type PurserRequest,
  tagged,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import {
  EntryExplanationDto,
  LedgerDayDto,
  LedgerEntryDto,
  RefusalDto,
  RefusalExplanationDto,
} from './dto/ledger.view.js';
import { AtQuery, HistoryQuery } from './dto/wallet-query.dto.js';
import { BalanceDto, LotDto, WalletDto } from './dto/wallet.view.js';
import { LedgerHistory } from './history/history.service.js';
import { Refusals } from './history/refusals.service.js';
import { DAY_COLUMNS, ENTRY_COLUMNS, LOT_COLUMNS, REFUSAL_COLUMNS } from './wallet-csv.js';
import { WalletReader } from './wallet.service.js';

const LedgerEntryPage = pageOf(LedgerEntryDto);
const LedgerDayPage = pageOf(LedgerDayDto);

/** Looking at a wallet. */
@ApiTags('Wallet')
@ApiExtraModels(LedgerEntryPage, LedgerDayPage)
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('tokens/wallet/:organizationId')
export class WalletController {
  constructor(
    private readonly reader: WalletReader,
    private readonly ledger: LedgerHistory,
    private readonly refused: Refusals,
  ) {}

  @Get()
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'getWallet',
    summary: 'Get a wallet',
    description:
      'Balance, lots in burn order, open suspensions, use of the last 30 local days and run-out. ' +
      '`?at=` shows it as it was at a past instant.',
  })
  @ApiOkResponse({ type: WalletDto })
  @ApiAccessProblems()
  async wallet(
    @OrganizationId() organizationId: string,
    @Query() { at }: AtQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WalletView> {
    return tagged(reply, await this.reader.wallet(organizationId, instant(at)));
  }

  @Get('balance')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'getBalance',
    summary: 'Get a balance',
    description: '`?at=` gives the balance and its parts at a past instant.',
  })
  @ApiOkResponse({ type: BalanceDto })
  @ApiAccessProblems()
  async balance(
    @OrganizationId() organizationId: string,
    @Query() { at }: AtQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BalanceView> {
    return tagged(reply, await this.reader.balance(organizationId, instant(at)));
  }

  @Get('history')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'listHistory',
    summary: 'List ledger entries',
    description:
      'Newest first. `group=day` rolls the debits and captures of each local day up, split where ' +
      'anything else happened. `Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({
    schema: {
      anyOf: [{ $ref: getSchemaPath(LedgerEntryPage) }, { $ref: getSchemaPath(LedgerDayPage) }],
    },
  })
  @ApiAccessProblems('invalid-cursor')
  history(
    @OrganizationId() organizationId: string,
    @Query() query: HistoryQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<LedgerEntryView> | PageView<LedgerDayView> | undefined> {
    const { kind, reference, group } = query;
    const page = pageQuery(query);
    const from = instant(query.from);
    const to = instant(query.to);
    const period = { ...(from && { from }), ...(to && { to }) };
    if (group === 'day') {
      if (kind !== undefined || reference !== undefined) throw notWithGroup();
      return listOrCsv(request, reply, page, DAY_COLUMNS, (one) =>
        this.ledger.days(organizationId, { ...period, ...one }),
      );
    }
    const filter = { ...period, ...(kind && { kind }), ...(reference && { reference }) };
    return listOrCsv(request, reply, page, ENTRY_COLUMNS, (one) =>
      this.ledger.entries(organizationId, { ...filter, ...one }),
    );
  }

  @Get('history/:entryId')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'explainEntry',
    summary: 'Explain a ledger entry',
    description: 'Which lots it moved, what those tokens cost, and which purchase they came from.',
  })
  @ApiParam({ name: 'entryId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: EntryExplanationDto })
  @ApiAccessProblems()
  entry(
    @OrganizationId() organizationId: string,
    @Param('entryId') entryId: string,
  ): Promise<EntryExplanationView> {
    if (!isId(entryId)) throw new NotFound();
    return this.ledger.explain(organizationId, entryId);
  }

  @Get('lots')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'listLots',
    summary: 'List lots',
    description: 'Also those that are used up, newest first.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(LotDto) })
  @ApiAccessProblems('invalid-cursor')
  lots(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<LotView> | undefined> {
    return listOrCsv(request, reply, pageQuery(query), LOT_COLUMNS, (one) =>
      this.reader.lots(organizationId, one),
    );
  }

  @Get('refusals')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'listRefusals',
    summary: 'List refused debits and holds',
    description: 'Counted by minute and reason, newest first, with the last request of each.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(RefusalDto) })
  @ApiAccessProblems('invalid-cursor')
  refusals(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<RefusalView> | undefined> {
    return listOrCsv(request, reply, pageQuery(query), REFUSAL_COLUMNS, (one) =>
      this.refused.list(organizationId, one),
    );
  }

  @Get('refusals/:requestId')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'explainRefusal',
    summary: 'Explain a refusal',
    description: 'The wallet at that instant and the reason, by the refused request.',
  })
  @ApiParam({ name: 'requestId', schema: { type: 'string' } })
  @ApiOkResponse({ type: RefusalExplanationDto })
  @ApiAccessProblems()
  refusal(
    @OrganizationId() organizationId: string,
    @Param('requestId') requestId: string,
  ): Promise<RefusalExplanationView> {
    return this.refused.explain(organizationId, requestId);
  }
}

function instant(value: string | undefined): Date | undefined {
  return value === undefined ? undefined : new Date(value);
}

function pageQuery({ limit, cursor }: PageQuery): { limit: number; cursor?: string } {
  return { limit, ...(cursor !== undefined && { cursor }) };
}

function notWithGroup(): InvalidRequest {
  return new InvalidRequest([
    { pointer: '?group', detail: 'cannot be combined with kind or reference' },
  ]);
}
