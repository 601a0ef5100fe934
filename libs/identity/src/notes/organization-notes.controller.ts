import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { OrganizationNoteView, PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  CurrentCaller,
  listOrCsv,
  OrganizationId,
  pageOf,
  PageQuery,
  type Caller,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AddNoteDto } from './dto/add-note.dto.js';
import { OrganizationNoteDto } from './dto/organization-note.view.js';
import { OrganizationNotes } from './organization-notes.service.js';

const COLUMNS: CsvColumns<OrganizationNoteView> = {
  id: (row) => row.id,
  createdAt: (row) => row.createdAt,
  author: (row) => row.author.name,
  body: (row) => row.body,
};

/** `tokens.adjust` is held by staff only, so members see no notes. */
@ApiTags('Organization')
@ApiParam({ name: 'organizationId', schema: { type: 'string', format: 'uuid' } })
@Controller('organizations/:organizationId/notes')
export class OrganizationNotesController {
  constructor(private readonly notes: OrganizationNotes) {}

  @Get()
  @Access('tokens.adjust', 'param')
  @ApiOperation({
    operationId: 'listOrganizationNotes',
    summary: 'Notes of staff about the organization, newest first',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(OrganizationNoteDto) })
  @ApiAccessProblems('invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<OrganizationNoteView> | undefined> {
    return listOrCsv(request, reply, query, COLUMNS, (page) =>
      this.notes.list(organizationId, page),
    );
  }

  @Post()
  @Access('tokens.adjust', 'param')
  @ApiOperation({
    operationId: 'addOrganizationNote',
    summary: 'Write a note about the organization',
    description: 'For staff; members never see it. A note is never changed or removed.',
  })
  @ApiCreatedResponse({ type: OrganizationNoteDto })
  @ApiAccessProblems()
  add(
    @OrganizationId() organizationId: string,
    @Body() { body }: AddNoteDto,
    @CurrentCaller() caller: Caller,
  ): Promise<OrganizationNoteDto> {
    return this.notes.add(organizationId, body.trim(), caller);
  }
}
