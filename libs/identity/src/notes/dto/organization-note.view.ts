import { ApiProperty } from '@nestjs/swagger';
import type { OrganizationNoteView } from '@purser/contracts';
import { ActorDto } from '@purser/platform';

/** What staff wrote down about an organization. */
export class OrganizationNoteDto implements OrganizationNoteView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', description: 'Plain text with line breaks.' })
  body: string;

  @ApiProperty({ type: ActorDto })
  author: ActorDto;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;
}
