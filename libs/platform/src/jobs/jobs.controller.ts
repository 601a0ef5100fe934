import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PageView } from '@purser/contracts';
import { DataSource, LessThan } from 'typeorm';
import { PlatformAccess } from '../access/access.decorator.js';
import { isId } from '../ids/new-id.js';
import { decodeCursor } from '../lists/cursor.js';
import { toPage } from '../lists/page.js';
import { ApiAccessProblems } from '../problems/api-problems.decorator.js';
import { pageOf } from '../views/shared.view.js';
import { JobRegistry } from './job-registry.js';
import { JobRun } from './job-run.entity.js';
import { JobRunDto, jobRunView } from './job-run.view.js';
import { ListJobRunsQuery } from './list-job-runs.query.dto.js';

@ApiTags('Platform')
@Controller('jobs')
export class JobsController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly registry: JobRegistry,
  ) {}

  @Get()
  @PlatformAccess('platform.admin')
  @ApiOperation({ operationId: 'listJobRuns', summary: 'List runs of jobs, newest first' })
  @ApiOkResponse({ type: pageOf(JobRunDto) })
  @ApiAccessProblems('invalid-cursor')
  async list(@Query() { limit, cursor, job }: ListJobRunsQuery): Promise<PageView<JobRunDto>> {
    const rows = await this.dataSource.manager.find(JobRun, {
      where: {
        ...(cursor !== undefined && { id: LessThan(decodeCursor(cursor, isId)) }),
        ...(job !== undefined && { job }),
      },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, ({ id }) => id, jobRunView);
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
