import {
  Body,
  Controller,
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
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type {
  AutoTopUpOverviewView,
  AutoTopUpPolicyView,
  AutoTopUpRehearsalView,
} from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  CurrentCaller,
  OrganizationId,
  tagged,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { AutoTopUps } from './auto-topup.service.js';
import {
  AutoTopUpOverviewDto,
  AutoTopUpPolicyDto,
  AutoTopUpRehearsalDto,
} from './dto/auto-topup.view.js';
import { CreatePolicyDto, DryRunPolicyQuery, WritePolicyDto } from './dto/write-policy.dto.js';
import { Rehearsal } from './rehearsal/rehearsal.js';

const OF_POLICY = { resource: 'policy', param: 'id' } as const;

const Id = (description: string) =>
  ApiParam({ name: 'id', description, schema: { type: 'string', format: 'uuid' } });

const IfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  });

const REFUSALS = [
  'card-declined',
  'policy-exists',
  'currency-mismatch',
  'not-offered',
  'amount-too-small',
  'amount-too-large',
  'payment-method-unusable',
  'payment-refused',
  'payment-provider-unavailable',
] as const;

/** Buying tokens by itself. */
@ApiTags('Auto top-up')
@Controller('tokens/auto-topup')
export class AutoTopUpController {
  constructor(
    private readonly policies: AutoTopUps,
    private readonly rehearsal: Rehearsal,
  ) {}

  @Access('tokens.configure', 'body')
  @Post()
  @ApiOperation({
    operationId: 'createAutoTopUpPolicy',
    summary: 'Let tokens be bought below a balance or at fixed times',
    description:
      'One policy per kind of trigger. A threshold buys the least whole increments that land ' +
      'above `below`, within seconds of the debit that crossed it, and never more than ' +
      '`monthlyLimit` in a calendar month. `?dryRun=true` answers 200 with what would happen and ' +
      'what the last 120 days would have been.',
  })
  @ApiCreatedResponse({ type: AutoTopUpPolicyDto })
  @ApiOkResponse({ type: AutoTopUpRehearsalDto, description: 'What would happen (`dryRun`).' })
  @ApiAccessProblems('organization-required', ...REFUSALS)
  async create(
    @OrganizationId() organizationId: string,
    @Body() body: CreatePolicyDto,
    @Query() { dryRun }: DryRunPolicyQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AutoTopUpPolicyView | AutoTopUpRehearsalView> {
    const { organizationId: _, ...definition } = body;
    if (dryRun === 'true') {
      void reply.status(200);
      return this.rehearsal.rehearse(organizationId, definition, caller);
    }
    return tagged(reply, await this.policies.create(organizationId, definition, caller));
  }

  @Access('tokens.view', { organizationParam: 'id' })
  @Get(':id')
  @ApiOperation({
    operationId: 'getAutoTopUp',
    summary: 'Policies, the use of this month, and the last 20 decisions',
    description: 'Here `id` is the organization.',
  })
  @Id('The organization.')
  @ApiOkResponse({ type: AutoTopUpOverviewDto })
  @ApiAccessProblems()
  overview(@OrganizationId() organizationId: string): Promise<AutoTopUpOverviewView> {
    return this.policies.overview(organizationId);
  }

  @Access('tokens.configure', OF_POLICY)
  @Put(':id')
  @ApiOperation({
    operationId: 'changeAutoTopUpPolicy',
    summary: 'Replace a policy',
    description:
      'Here `id` is the policy. The kind of its trigger stays. Another card takes back a ' +
      'suspension. `?dryRun=true` answers what would happen, as for a policy that is added.',
  })
  @Id('The policy.')
  @IfMatch()
  @ApiExtraModels(AutoTopUpPolicyDto, AutoTopUpRehearsalDto)
  @ApiOkResponse({
    description: 'The policy, or what would happen (`dryRun`).',
    schema: {
      oneOf: [AutoTopUpPolicyDto, AutoTopUpRehearsalDto].map((type) => ({
        $ref: getSchemaPath(type),
      })),
    },
  })
  @ApiAccessProblems('precondition-failed', ...REFUSALS)
  async change(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Body() body: WritePolicyDto,
    @Query() { dryRun }: DryRunPolicyQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AutoTopUpPolicyView | AutoTopUpRehearsalView> {
    if (dryRun === 'true') return this.rehearsal.rehearse(organizationId, body, caller, id);
    const eTag = ifMatch ?? null;
    return tagged(reply, await this.policies.change(organizationId, id, body, eTag, caller));
  }

  @Access('tokens.configure', OF_POLICY)
  @Put(':id/enable')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'enableAutoTopUpPolicy',
    summary: 'Switch a policy on',
    description: 'A threshold that is crossed already buys within seconds.',
  })
  @Id('The policy.')
  @IfMatch()
  @ApiOkResponse({ type: AutoTopUpPolicyDto })
  @ApiAccessProblems('precondition-failed')
  async enable(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AutoTopUpPolicyView> {
    const eTag = ifMatch ?? null;
    return tagged(reply, await this.policies.setEnabled(organizationId, id, true, eTag, caller));
  }

  @Access('tokens.configure', OF_POLICY)
  @Put(':id/disable')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'disableAutoTopUpPolicy',
    summary: 'Switch a policy off',
    description: 'A charge that is under way is finished.',
  })
  @Id('The policy.')
  @IfMatch()
  @ApiOkResponse({ type: AutoTopUpPolicyDto })
  @ApiAccessProblems('precondition-failed')
  async disable(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AutoTopUpPolicyView> {
    const eTag = ifMatch ?? null;
    return tagged(reply, await this.policies.setEnabled(organizationId, id, false, eTag, caller));
  }
}
