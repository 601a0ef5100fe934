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
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { MemberView, PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  isId,
  listOrCsv,
  NotFound,
  OrganizationId,
  pageOf,
  PageQuery,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InviteMemberDto, SetPermissionsDto } from './dto/member.dto.js';
import { MemberDto } from './dto/member.view.js';
import { Members } from './members.service.js';

const COLUMNS: CsvColumns<MemberView> = {
  userId: (row) => row.userId,
  email: (row) => row.email,
  name: (row) => row.name,
  permissions: (row) => row.permissions.join(' '),
  status: (row) => row.status,
  createdAt: (row) => row.createdAt,
};

const IfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag that the change was made from; a newer one answers 412.',
    schema: { type: 'string' },
  });

@ApiTags('Organization')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('organizations/:organizationId/members')
export class MembersController {
  constructor(private readonly members: Members) {}

  @Get()
  @Access('organization.admin', 'param')
  @ApiOperation({ operationId: 'listMembers', summary: 'Members, newest first' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(MemberDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<MemberView> | undefined> {
    return listOrCsv(request, reply, query, COLUMNS, (page) =>
      this.members.list(organizationId, page),
    );
  }

  @Post()
  @Access('organization.admin', 'param')
  @ApiOperation({
    operationId: 'inviteMember',
    summary: 'Invite a person by e-mail',
    description: 'The person gets a mail and becomes active by signing in.',
  })
  @ApiCreatedResponse({ type: MemberDto })
  @ApiAccessProblems('already-exists', 'permission-beyond-own')
  invite(
    @OrganizationId() organizationId: string,
    @Body() { email, name, permissions }: InviteMemberDto,
    @CurrentCaller() caller: Caller,
  ): Promise<MemberDto> {
    const invitation = { email, name: name ?? null, permissions };
    return this.members.invite(organizationId, invitation, caller);
  }

  @Put(':userId')
  @Access('organization.admin', 'param')
  @ApiParam({ name: 'userId', schema: { type: 'string', format: 'uuid' } })
  @IfMatch()
  @ApiOperation({ operationId: 'setMemberPermissions', summary: 'Replace the permissions' })
  @ApiOkResponse({ type: MemberDto })
  @ApiAccessProblems('last-administrator', 'permission-beyond-own', 'precondition-failed')
  async setPermissions(
    @OrganizationId() organizationId: string,
    @Param('userId') userId: string,
    @Body() { permissions }: SetPermissionsDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberDto> {
    if (!isId(userId)) throw new NotFound();
    const changed = await this.members.setPermissions(
      organizationId,
      userId,
      permissions,
      ifMatch ?? null,
      caller,
    );
    void reply.header('etag', changed.eTag);
    return changed;
  }

  @Delete(':userId')
  @HttpCode(204)
  @Access('organization.admin', 'param')
  @ApiParam({ name: 'userId', schema: { type: 'string', format: 'uuid' } })
  @IfMatch()
  @ApiOperation({ operationId: 'removeMember', summary: 'Remove a member or an invitation' })
  @ApiNoContentResponse()
  @ApiAccessProblems('last-administrator', 'precondition-failed')
  async remove(
    @OrganizationId() organizationId: string,
    @Param('userId') userId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    if (!isId(userId)) throw new NotFound();
    await this.members.remove(organizationId, userId, ifMatch ?? null, caller);
  }
}
