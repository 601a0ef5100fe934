import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

const MOST_CHARACTERS = 5_000;
/** Line breaks and tabs are kept; other control characters are none of a note. */
const VISIBLE = /^(?=[\s\S]*\S)(?:[^\p{Cc}\p{Surrogate}]|[\n\r\t])+$/u;

/** One note, as it was written. */
export class AddNoteDto {
  @IsString({ message: 'must be text' })
  @MaxLength(MOST_CHARACTERS, { message: `must have at most ${MOST_CHARACTERS} characters` })
  @Matches(VISIBLE, { message: 'must be visible text' })
  @ApiProperty({ type: 'string', minLength: 1, maxLength: MOST_CHARACTERS })
  body: string;
}
