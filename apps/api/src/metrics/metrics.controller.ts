import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Public } from '@purser/platform';
import { Spending } from '@purser/wallet';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** Figures of this process for Prometheus. They name no organization, key or person. */
@ApiTags('Operations')
@Controller('metrics')
export class MetricsController {
  private readonly registry = new Registry();

  constructor(spending: Spending) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, prefix: 'purser_' });
    new Gauge({
      registers,
      name: 'purser_spending_waiting',
      help: 'Debits, holds, captures and releases that wait or are being decided.',
      collect() {
        this.set(spending.load().waiting);
      },
    });
    new Counter({
      registers,
      name: 'purser_spending_refused_total',
      help: 'Requests answered 503 because too much waited already.',
      collect() {
        this.reset();
        this.inc(spending.load().refused);
      },
    });
  }

  @Get()
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ operationId: 'metrics', summary: 'Prometheus metrics of this process' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems()
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
