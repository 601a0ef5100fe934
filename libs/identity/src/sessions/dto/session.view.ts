import { ApiProperty } from '@nestjs/swagger';
import {
  PERMISSION_NAMES,
  type MembershipView,
  type Permission,
  type SessionUserView,
  type SessionView,
  type SignedInView,
} from '@purser/contracts';

/** What the person may do in one organization. */
export class MembershipDto implements MembershipView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string', isArray: true, enum: PERMISSION_NAMES })
  permissions: Permission[];
}

/** Who calls and what it may do. */
export class SessionUserDto implements SessionUserView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', description: 'Empty for an API key.' })
  email: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description: 'Set when there is exactly one membership.',
  })
  organizationId: string | null;

  @ApiProperty({
    type: 'string',
    isArray: true,
    enum: PERMISSION_NAMES,
    description: 'Held in `organizationId`; the platform permissions where that is null.',
  })
  permissions: Permission[];

  @ApiProperty({ type: [MembershipDto] })
  memberships: MembershipDto[];

  @ApiProperty({ type: 'string', isArray: true, enum: PERMISSION_NAMES })
  platformPermissions: Permission[];
}

/** A fresh access token and whose it is. */
export class SignedInDto implements SignedInView {
  @ApiProperty({ type: 'string', description: 'RS256 JWT for `Authorization: Bearer`.' })
  accessToken: string;

  @ApiProperty({ type: 'integer', description: 'Seconds until it expires.', examples: [900] })
  expiresIn: number;

  @ApiProperty({ type: SessionUserDto })
  user: SessionUserDto;
}

/** Whether the cookie stands for somebody. */
export class SessionDto implements SessionView {
  @ApiProperty({ type: SessionUserDto, nullable: true })
  user: SessionUserDto | null;
}
