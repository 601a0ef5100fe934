import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';

/** What the card holder does on the bank's page. */
export class AuthenticatePaymentDto {
  /** The client secret of a purchase in `requires_action`. */
  @IsString()
  @MaxLength(500)
  @Matches(/^pi_[A-Za-z0-9]+_secret_[A-Za-z0-9_]+$/, { message: 'must be a client secret' })
  @ApiProperty({ type: 'string', maxLength: 500 })
  clientSecret: string;

  @IsIn(['succeed', 'fail'], { message: 'must be succeed or fail' })
  @ApiProperty({ type: 'string', enum: ['succeed', 'fail'] })
  outcome: 'succeed' | 'fail';
}
