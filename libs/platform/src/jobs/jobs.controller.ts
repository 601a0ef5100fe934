import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PlatformAccess } from '../access/access.decorator.js';
import { listOrCsv, type CsvColumns } from '../lists/list-or-csv.js';
import { ApiAccessProblems } from '../problems/api-problems.decorator.js';
import { JobRegistry } from './job-registry.js';
import { Clock } from '../clock/clock.js';
import { Jobs } from './jobs.js';
import { JobRunDto, JobRunsDto, jobRunView, jobView } from './job-run.view.js';
import { ListJobRunsQuery } from './list-job-runs.query.dto.js';

const COLUMNS: CsvColumns<JobRunDto> = {
  id: (run) => run.id,
  job: (run) => run.job,
  startedAt: (run) => run.startedAt,
  finishedAt: (run) => run.finishedAt,
  items: (run) => run.items,
  errors: (run) => run.errors,
  firstError: (run) => run.firstError,
};

@ApiTags('Platform')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly registry: JobRegistry,
    private readonly clock: Clock,
  ) {}

  @Get()
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'listJobRuns',
    summary: 'List jobs, and their runs newest first',
    description:
      '`jobs` are all there are, with their schedule and last run; `data` is a page of runs. ' +
      '`Accept: text/csv` streams the whole filtered list of runs.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: JobRunsDto })
  @ApiAccessProblems('invalid-cursor')
  async list(
    @Query() { job, ...query }: ListJobRunsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobRunsDto | undefined> {
    const page = await listOrCsv(request, reply, query, COLUMNS, (wanted) =>
      this.jobs.runs({ ...wanted, ...(job !== undefined && { job }) }),
    );
    if (!page) return undefined;
    const all = this.registry.all;
    const lastRuns = await this.jobs.lastRuns(all.map(({ name }) => name));
    const now = this.clock.now();
    return { ...page, jobs: all.map((one) => jobView(one, now, lastRuns.get(one.name))) };
  }

  @Post(':name/run')
  @HttpCode(200)
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'runJob',
    summary: 'Run a job at this moment',
    description:
      'Answers when it is done. Running a job once more, or while its schedule runs it, is harmless.',
  })
  @ApiParam({ name: 'name', schema: { type: 'string' }, example: 'deliverDue' })
  @ApiOkResponse({ type: JobRunDto })
  @ApiAccessProblems()
  async run(@Param('name') name: string): Promise<JobRunDto> {
    return jobRunView(await this.registry.run(name));
  }
}
