import { ApiProperty } from '@nestjs/swagger';
import { ORGANIZATION_PERMISSIONS, type MemberView, type Permission } from '@purser/contracts';

/** A person and what it may do in the organization. */
export class MemberDto implements MemberView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  userId: string;

  @ApiProperty({ type: 'string', format: 'email' })
  email: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string', isArray: true, enum: ORGANIZATION_PERMISSIONS })
  permissions: Permission[];

  @ApiProperty({
    type: 'string',
    enum: ['active', 'invited'],
    description: 'An invited person becomes active by signing in; until then nothing is granted.',
  })
  status: 'active' | 'invited';

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  /** The version, for `If-Match`: the header tells it of one member, this of each in a list. */
  @ApiProperty({ type: 'string' })
  eTag: string;
}
