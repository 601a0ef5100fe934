import { ApiProperty } from '@nestjs/swagger';
import type {
  PastAlertView,
  ThresholdChannel,
  ThresholdCrossingView,
  ThresholdKind,
  ThresholdListView,
  ThresholdRehearsalView,
  ThresholdState,
  ThresholdView,
} from '@purser/contracts';
import { ActorDto } from '@purser/platform';
import { THRESHOLD_CHANNELS, THRESHOLD_KINDS } from '../threshold-definition.js';

const Tokens = () => ApiProperty({ type: 'integer', format: 'int64' });
const NullableTokens = () => ApiProperty({ type: 'integer', format: 'int64', nullable: true });
const Instant = () => ApiProperty({ type: 'string', format: 'date-time' });
const NullableInstant = () => ApiProperty({ type: 'string', format: 'date-time', nullable: true });

/** A fall below a threshold, or the recovery from it. */
export class ThresholdCrossingDto implements ThresholdCrossingView {
  /** Counts the falls of this threshold, from 1; a recovery has the number of its fall. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  crossing: number;

  @ApiProperty({ type: 'string', enum: ['fell', 'recovered'] })
  direction: 'fell' | 'recovered';

  @Tokens()
  available: number;

  @Tokens()
  mark: number;

  /** False where another threshold that was crossed at the same time told it. */
  @ApiProperty({ type: 'boolean' })
  announced: boolean;

  @Instant()
  at: string;
}

/** Tells when what is available falls strictly below it. */
export class ThresholdDto implements ThresholdView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', enum: THRESHOLD_KINDS })
  kind: ThresholdKind;

  /** Tokens, percent of `base`, or days of runway. */
  @Tokens()
  value: number;

  @ApiProperty({ type: 'string', enum: THRESHOLD_CHANNELS, isArray: true })
  channels: ThresholdChannel[];

  /** Empty = those of the topic `low-balance`. */
  @ApiProperty({ type: 'string', isArray: true })
  recipients: string[];

  /** Percent above the mark at which it is armed again. */
  @ApiProperty({ type: 'integer' })
  band: number;

  @ApiProperty({ type: 'integer' })
  coolDownMinutes: number;

  @ApiProperty({ type: 'string', enum: ['armed', 'fired'] })
  state: ThresholdState;

  /** Only of `percent`: available after the last purchase, subscription or top-up. */
  @NullableTokens()
  base: number | null;

  /** Tokens that `available` is compared with; null while that cannot be told. */
  @NullableTokens()
  mark: number | null;

  /** Tokens at which it is armed again. */
  @NullableTokens()
  rearmMark: number | null;

  @NullableInstant()
  firedAt: string | null;

  @NullableInstant()
  rearmedAt: string | null;

  @NullableInstant()
  coolDownUntil: string | null;

  /** The last crossings, newest first. */
  @ApiProperty({ type: [ThresholdCrossingDto] })
  crossings: ThresholdCrossingDto[];

  @ApiProperty({ type: ActorDto })
  createdBy: ActorDto;

  @Instant()
  createdAt: string;

  @Instant()
  updatedAt: string;

  /** The version, for `If-Match`: the header tells it of one alert, this of each in a list. */
  @ApiProperty({ type: 'string' })
  eTag: string;
}

/** Every threshold of an organization. */
export class ThresholdListDto implements ThresholdListView {
  @ApiProperty({ type: [ThresholdDto] })
  data: ThresholdDto[];

  /** Always null: there are at most `limit`. */
  @ApiProperty({ type: 'string', nullable: true })
  nextCursor: null;

  /** Tokens at this moment. */
  @Tokens()
  available: number;

  @ApiProperty({ type: 'integer' })
  limit: number;
}

/** What a threshold would do at this moment. */
export class ThresholdForesightDto {
  @Tokens()
  available: number;

  @NullableTokens()
  mark: number | null;

  /** Having fired, it is armed again from here on; null with the mark. */
  @NullableTokens()
  rearmMark: number | null;

  /** Whether it would tell at once, since it is crossed already. */
  @ApiProperty({ type: 'boolean' })
  fires: boolean;

  /** A sentence for people. */
  @ApiProperty({ type: 'string' })
  reason: string;
}

/** An alert that a threshold would have sent. */
export class PastAlertDto implements PastAlertView {
  @Instant()
  at: string;

  @Tokens()
  available: number;

  @Tokens()
  mark: number;

  /** When it would have been armed again; null = not until now. */
  @NullableInstant()
  recoveredAt: string | null;
}

/** What a threshold would have told. */
export class ThresholdHindsightDto {
  @Instant()
  from: string;

  @Instant()
  to: string;

  @ApiProperty({ type: [PastAlertDto] })
  alerts: PastAlertDto[];
}

/** What a threshold would do, and would have done; nothing was kept. */
export class ThresholdRehearsalDto implements ThresholdRehearsalView {
  @ApiProperty({ type: 'boolean', enum: [true] })
  dryRun: true;

  @ApiProperty({ type: ThresholdForesightDto })
  now: ThresholdForesightDto;

  @ApiProperty({ type: ThresholdHindsightDto })
  last120Days: ThresholdHindsightDto;
}
