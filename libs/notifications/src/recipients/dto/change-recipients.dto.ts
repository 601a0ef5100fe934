import { ApiProperty } from '@nestjs/swagger';
import type { NotificationRule, NotificationTopic, PeopleChannel } from '@purser/contracts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  ValidateNested,
} from 'class-validator';
import { PEOPLE_CHANNELS, TOPICS } from '../topics.js';
import { RecipientsField } from './recipients-field.js';

/** Who is told about one topic, and how. */
export class NotificationRuleDto implements NotificationRule {
  @IsIn(TOPICS)
  @ApiProperty({ type: 'string', enum: TOPICS })
  topic: NotificationTopic;

  /** Empty = nobody is told. */
  @IsArray()
  @ArrayUnique()
  @IsIn(PEOPLE_CHANNELS, { each: true })
  @ApiProperty({ type: 'string', enum: PEOPLE_CHANNELS, isArray: true, uniqueItems: true })
  channels: PeopleChannel[];

  @RecipientsField({ required: true })
  recipients: string[];
}

/** The whole setting; topics that are left out go back to their default. */
export class ChangeRecipientsDto {
  @IsArray()
  @ArrayMaxSize(TOPICS.length)
  @ArrayUnique((rule: NotificationRuleDto | null) => rule?.topic, {
    message: 'must name each topic once',
  })
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => NotificationRuleDto)
  @ApiProperty({ type: [NotificationRuleDto], maxItems: TOPICS.length })
  rules: NotificationRuleDto[];
}
