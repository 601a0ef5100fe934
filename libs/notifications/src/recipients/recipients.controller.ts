import { Body, Controller, Get, Headers, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { NotificationRecipientsView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  type Caller,
  CurrentCaller,
  OrganizationId,
  tagged,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { ChangeRecipientsDto } from './dto/change-recipients.dto.js';
import { NotificationRecipientsDto } from './dto/recipients.view.js';
import { Recipients } from './recipients.service.js';

@ApiTags('Notifications')
@Controller('tokens/notifications/recipients/:organizationId')
export class RecipientsController {
  constructor(private readonly recipients: Recipients) {}

  @Get()
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'getNotificationRecipients',
    summary: 'Who receives which alert',
    description: 'Every topic with its channels, and the people a mail would go to.',
  })
  @ApiOkResponse({ type: NotificationRecipientsDto })
  @ApiAccessProblems()
  async get(
    @OrganizationId() organizationId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NotificationRecipientsView> {
    return tagged(reply, await this.recipients.settings(organizationId));
  }

  @Put()
  @Access('tokens.configure', 'param')
  @ApiOperation({
    operationId: 'changeNotificationRecipients',
    summary: 'Choose who receives which alert',
    description: 'Topics that are left out go back to their default.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: NotificationRecipientsDto })
  @ApiAccessProblems('precondition-failed')
  async change(
    @OrganizationId() organizationId: string,
    @Body() { rules }: ChangeRecipientsDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NotificationRecipientsView> {
    const changed = await this.recipients.change(organizationId, rules, ifMatch ?? null, caller);
    return tagged(reply, changed);
  }
}
