import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, MaxLength, MinLength } from 'class-validator';

/** E-mail and password of a person. */
export class LoginDto {
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  @ApiProperty({ type: 'string', format: 'email', maxLength: 254, examples: ['admin@acme.test'] })
  email: string;

  @IsString({ message: 'must be text' })
  @MinLength(1)
  @MaxLength(200)
  @ApiProperty({ type: 'string', format: 'password', minLength: 1, maxLength: 200 })
  password: string;
}
