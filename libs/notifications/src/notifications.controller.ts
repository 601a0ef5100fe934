import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  listOrCsv,
  OrganizationId,
  pageOf,
  type PurserRequest,
} from '@purser/platform';
import type { FastifyReply } from 'fastify';
import { ListNotificationsQuery } from './dto/list-notifications.query.dto.js';
import { MarkAllReadDto, MarkedReadView } from './dto/mark-all-read.dto.js';
import { NOTIFICATION_CSV, NotificationView } from './dto/notification.view.js';
import { Notifications } from './notifications.service.js';

@ApiTags('Notifications')
@Controller('tokens/notifications')
export class NotificationsController {
  constructor(private readonly notifications: Notifications) {}

  @Get()
  @Access('tokens.view', 'query')
  @ApiOperation({ operationId: 'listNotifications', summary: 'List in-app notifications' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(NotificationView) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() { unread, ...page }: ListNotificationsQuery,
    @Req() request: PurserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<NotificationView> | undefined> {
    const filter = { unread: unread === 'true' };
    return listOrCsv(request, reply, page, NOTIFICATION_CSV, (one) =>
      this.notifications.list(organizationId, filter, one),
    );
  }

  @Post('read-all')
  @HttpCode(200)
  @Access('tokens.view', 'body')
  @ApiOperation({ operationId: 'markAllNotificationsRead', summary: 'Mark everything read' })
  @ApiOkResponse({ type: MarkedReadView })
  @ApiAccessProblems('organization-required')
  async readAll(
    @OrganizationId() organizationId: string,
    @Body() _body: MarkAllReadDto,
  ): Promise<MarkedReadView> {
    return { read: await this.notifications.markAllRead(organizationId) };
  }

  @Post(':notificationId/read')
  @HttpCode(200)
  @Access('tokens.view', { resource: 'notification', param: 'notificationId' })
  @ApiOperation({ operationId: 'markNotificationRead', summary: 'Mark a notification read' })
  @ApiParam({ name: 'notificationId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: NotificationView })
  @ApiAccessProblems()
  read(
    @OrganizationId() organizationId: string,
    @Param('notificationId') id: string,
  ): Promise<NotificationView> {
    return this.notifications.markRead(organizationId, id);
  }
}
