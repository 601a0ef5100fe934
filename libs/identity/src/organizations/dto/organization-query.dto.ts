import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, PageQuery } from '@purser/platform';
import { Matches, MaxLength } from 'class-validator';

/** What to search for. */
export class OrganizationQuery extends PageQuery {
  /**
   * Part of a name, a legal name or a billing e-mail; the whole e-mail of a member; the id of the
   * organization or of something of it, such as a purchase. Empty = all.
   */
  @Optional()
  @Matches(/^[^\p{Cc}\p{Surrogate}]*$/u, { message: 'must be one line of text' })
  @MaxLength(100)
  @ApiPropertyOptional({ type: 'string', maxLength: 100 })
  query?: string;
}
