import { Controller, Sse, type ExecutionContext, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessCheck } from '@purser/identity';
import { Access, ApiAccessProblems, OrganizationId } from '@purser/platform';
import type { Observable } from 'rxjs';
import { LiveStreams } from './live-streams.service.js';
import { RequestContext } from './request-context.decorator.js';

@ApiTags('Wallet')
@Controller('tokens/wallet/:organizationId')
export class StreamController {
  constructor(
    private readonly streams: LiveStreams,
    private readonly accessCheck: AccessCheck,
  ) {}

  @Sse('stream')
  @Access('tokens.view', 'param')
  @ApiOperation({
    operationId: 'streamWallet',
    summary: 'Live balance, purchases and notifications',
    description:
      'Server-sent events; the data of each is one JSON object: ' +
      '`{type:"balance", balance}` at once and on each change, ' +
      '`{type:"purchase", referenceId, status}`, `{type:"notification", id, title}`. A comment comes ' +
      'every 15 seconds. The stream ends when the access token expires or the permission is taken ' +
      'away: connect again with a fresh token.',
  })
  @ApiOkResponse({
    description: 'The stream',
    content: {
      'text/event-stream': {
        schema: { type: 'string' },
        example: 'data: {"type":"notification","id":"…","title":"10,000 tokens added"}\n\n',
      },
    },
  })
  @ApiAccessProblems()
  stream(
    @OrganizationId() organizationId: string,
    @RequestContext() context: ExecutionContext,
  ): Observable<MessageEvent> {
    return this.streams.listen(organizationId, () => this.accessCheck.stillAllowed(context));
  }
}
