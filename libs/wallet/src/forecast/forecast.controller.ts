import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { ForecastView } from '@purser/contracts';
import { Access, ApiAccessProblems, Clock, OrganizationId } from '@purser/platform';
import { ForecastQuery } from '../dto/forecast-query.dto.js';
import { ForecastDto } from '../dto/forecast.view.js';
import { WalletReader } from '../wallet.service.js';
import { Forecasts } from './forecasts.service.js';

/** What will be used, and how long the tokens last. */
@ApiTags('Wallet')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('tokens/wallet/:organizationId')
export class ForecastController {
  constructor(
    private readonly reader: WalletReader,
    private readonly forecasts: Forecasts,
    private readonly clock: Clock,
  ) {}

  @Get('forecast')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'getForecast',
    summary: 'Forecast the use of tokens',
    description:
      'Daily bands (p10, p50, p90), the run-out date with its bounds, the lots at risk of expiring ' +
      'unused, and how the method did on the organization’s own past. With fewer than 14 complete ' +
      'days of use the status is `insufficient-history` and nothing is forecast.',
  })
  @ApiOkResponse({ type: ForecastDto })
  @ApiAccessProblems()
  forecast(
    @OrganizationId() organizationId: string,
    @Query() { days }: ForecastQuery,
  ): Promise<ForecastView> {
    return this.reader.reading(organizationId, (tx) =>
      this.forecasts.view(tx, days, this.clock.now()),
    );
  }
}
