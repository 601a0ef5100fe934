import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { PageView } from '@purser/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PlatformAccess } from '../access/access.decorator.js';
import { listOrCsv, type CsvColumns } from '../lists/list-or-csv.js';
import { ApiAccessProblems } from '../problems/api-problems.decorator.js';
import { pageOf } from '../views/shared.view.js';
import { JobRegistry } from './job-registry.js';
import { Jobs } from './jobs.js';
import { JobRunDto, jobRunView } from './job-run.view.js';
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
  ) {}

  @Get()
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'listJobRuns',
    summary: 'List runs of jobs, newest first',
    description: '`Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(JobRunDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @Query() { job, ...query }: ListJobRunsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<JobRunDto> | undefined> {
    return listOrCsv(request, reply, query, COLUMNS, (page) =>
      this.jobs.runs({ ...page, ...(job !== undefined && { job }) }),
    );
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
