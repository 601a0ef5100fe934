import { ApiProperty } from '@nestjs/swagger';
import {
  type NotificationRecipientsView,
  type NotificationRuleView,
  type NotificationTopic,
  type PeopleChannel,
  type ResolvedRecipientView,
} from '@purser/contracts';
import { ActorDto } from '@purser/platform';
import { PEOPLE_CHANNELS, TOPICS } from '../topics.js';

/** A person a mail would go to at this moment. */
export class ResolvedRecipientDto implements ResolvedRecipientView {
  @ApiProperty({ type: 'string' })
  email: string;

  /** Null for a bare address. */
  @ApiProperty({ type: 'string', nullable: true })
  name: string | null;

  /** The entry of `recipients` it comes from. */
  @ApiProperty({ type: 'string', examples: ['admins'] })
  via: string;
}

/** Who is told about one topic, and how. */
export class NotificationRuleViewDto implements NotificationRuleView {
  @ApiProperty({ type: 'string', enum: TOPICS })
  topic: NotificationTopic;

  @ApiProperty({ type: 'string' })
  label: string;

  @ApiProperty({ type: 'string' })
  description: string;

  /** Empty = nobody is told. */
  @ApiProperty({ type: 'string', enum: PEOPLE_CHANNELS, isArray: true })
  channels: PeopleChannel[];

  @ApiProperty({ type: 'string', isArray: true })
  recipients: string[];

  /** Whether nobody has chosen anything for this topic. */
  @ApiProperty({ type: 'boolean' })
  isDefault: boolean;

  @ApiProperty({ type: [ResolvedRecipientDto] })
  resolved: ResolvedRecipientDto[];
}

/** The setting "who receives which alert". */
export class NotificationRecipientsDto implements NotificationRecipientsView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  /** Every topic. */
  @ApiProperty({ type: [NotificationRuleViewDto] })
  rules: NotificationRuleViewDto[];

  /** Null until somebody chose. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  updatedAt: string | null;

  @ApiProperty({ type: ActorDto, nullable: true })
  updatedBy: ActorDto | null;
}
