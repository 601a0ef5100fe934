import { Optional } from '@purser/platform';
import type { Permission } from '@purser/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, MaxLength } from 'class-validator';
import { PermissionsField } from '../../permissions-field.js';
import { PlainText } from '../../plain-text.js';

/** Whom to invite, and what the person may do. */
export class InviteMemberDto {
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  @ApiProperty({ type: 'string', format: 'email', maxLength: 254 })
  email: string;

  @Optional()
  @PlainText(100)
  @ApiProperty({ required: false })
  name?: string;

  @PermissionsField()
  permissions: Permission[];
}

/** All that the member may do from here on. */
export class SetPermissionsDto {
  @PermissionsField()
  permissions: Permission[];
}
