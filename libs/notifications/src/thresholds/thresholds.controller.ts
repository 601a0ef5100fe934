import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { ThresholdListView, ThresholdRehearsalView, ThresholdView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  CurrentCaller,
  DryRunQuery,
  OrganizationId,
  tagged,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { ThresholdDto, ThresholdListDto, ThresholdRehearsalDto } from './dto/threshold.view.js';
import { CreateThresholdDto, WriteThresholdDto } from './dto/write-threshold.dto.js';
import { ThresholdRehearsal } from './threshold-rehearsal.js';
import { Thresholds } from './thresholds.service.js';

const OF_THRESHOLD = { resource: 'threshold', param: 'id' } as const;

const Id = (description: string) =>
  ApiParam({ name: 'id', description, schema: { type: 'string', format: 'uuid' } });

const IfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  });

/** Being told when tokens run low. */
@ApiTags('Notifications')
@Controller('tokens/notifications/thresholds')
export class ThresholdsController {
  constructor(
    private readonly thresholds: Thresholds,
    private readonly rehearsal: ThresholdRehearsal,
  ) {}

  @Access('tokens.configure', 'body')
  @Post()
  @ApiOperation({
    operationId: 'createThreshold',
    summary: 'Be told when tokens run low',
    description:
      'Tells once when `available` falls strictly below `value`: tokens, percent of what was ' +
      'available after the last purchase, or days of runway. It is armed again `band` percent above ' +
      'that. One that is crossed already tells at once. `?dryRun=true` answers 200 with what it ' +
      'would do, and what it would have told in the last 120 days.',
  })
  @ApiCreatedResponse({ type: ThresholdDto })
  @ApiOkResponse({ type: ThresholdRehearsalDto, description: 'What would happen (`dryRun`).' })
  @ApiAccessProblems('organization-required', 'too-many-thresholds')
  async create(
    @OrganizationId() organizationId: string,
    @Body() { organizationId: _, ...definition }: CreateThresholdDto,
    @Query() { dryRun }: DryRunQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThresholdView | ThresholdRehearsalView> {
    if (dryRun === 'true') {
      void reply.status(200);
      return this.rehearsal.rehearse(organizationId, definition, caller);
    }
    return tagged(reply, await this.thresholds.create(organizationId, definition, caller));
  }

  @Access('tokens.view', { organizationParam: 'id' })
  @Get(':id')
  @ApiOperation({
    operationId: 'listThresholds',
    summary: 'Every threshold, whether it is armed or fired, and its last crossings',
    description: 'Here `id` is the organization.',
  })
  @Id('The organization.')
  @ApiOkResponse({ type: ThresholdListDto })
  @ApiAccessProblems()
  list(@OrganizationId() organizationId: string): Promise<ThresholdListView> {
    return this.thresholds.list(organizationId);
  }

  @Access('tokens.configure', OF_THRESHOLD)
  @Put(':id')
  @ApiOperation({
    operationId: 'changeThreshold',
    summary: 'Replace a threshold',
    description:
      'Here `id` is the threshold. Another kind or value arms it anew; crossed already, it tells at ' +
      'once.',
  })
  @Id('The threshold.')
  @IfMatch()
  @ApiOkResponse({ type: ThresholdDto })
  @ApiAccessProblems('precondition-failed')
  async change(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() definition: WriteThresholdDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThresholdView> {
    const eTag = ifMatch ?? null;
    const changed = await this.thresholds.change(organizationId, id, definition, eTag, caller);
    return tagged(reply, changed);
  }

  @Access('tokens.configure', OF_THRESHOLD)
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removeThreshold',
    summary: 'Remove a threshold',
    description: 'Here `id` is the threshold. What it told stays.',
  })
  @Id('The threshold.')
  @IfMatch()
  @ApiNoContentResponse({ description: 'Removed.' })
  @ApiAccessProblems('precondition-failed')
  remove(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.thresholds.remove(organizationId, id, ifMatch ?? null, caller);
  }
}
