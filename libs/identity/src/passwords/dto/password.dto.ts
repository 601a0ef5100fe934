import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Matches, MaxLength, MinLength } from 'class-validator';

/** Who forgot the password. */
export class ForgotPasswordDto {
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  @ApiProperty({ type: 'string', format: 'email', maxLength: 254 })
  email: string;
}

/** The token of a mailed link and the password to set. */
export class ResetPasswordDto {
  @IsString({ message: 'must be text' })
  @Matches(/^[\w-]{1,200}$/, { message: 'must be the token of the link' })
  @ApiProperty({ type: 'string', maxLength: 200 })
  token: string;

  @IsString({ message: 'must be text' })
  @MinLength(10, { message: 'must have at least 10 characters' })
  @MaxLength(200)
  @ApiProperty({ type: 'string', format: 'password', minLength: 10, maxLength: 200 })
  password: string;
}
