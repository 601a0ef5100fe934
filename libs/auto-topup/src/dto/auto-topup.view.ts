import { ApiProperty } from '@nestjs/swagger';
import type {
  AutoTopUpCause,
  AutoTopUpDecisionView,
  AutoTopUpForesightView,
  AutoTopUpHindsightView,
  AutoTopUpMonthView,
  AutoTopUpOverviewView,
  AutoTopUpPolicyView,
  AutoTopUpRehearsalView,
  AutoTopUpVerdict,
} from '@purser/contracts';
import { ActorDto, MoneyDto } from '@purser/platform';
import { Id, Instant, NullableId, NullableInstant, NullableTokens, Tokens } from './fields.js';
import { AutoTopUpTriggerDto } from './write-policy.dto.js';

const CAUSES = ['crossing', 'sweep', 'schedule', 'retry'] as const satisfies AutoTopUpCause[];
const VERDICTS = ['buy', 'wait', 'blocked', 'declined'] as const satisfies AutoTopUpVerdict[];
const FORESIGHTS = ['buy', 'wait', 'blocked', 'nothing'] as const;

/** The use of a monthly limit. Gross. */
export class AutoTopUpMonthDto implements AutoTopUpMonthView {
  /** In the organization's zone. */
  @ApiProperty({ type: 'string', examples: ['2026-11'] })
  month: string;

  @ApiProperty({ type: MoneyDto })
  limit: MoneyDto;

  /** Paid. */
  @ApiProperty({ type: MoneyDto })
  spent: MoneyDto;

  /** Being paid at this moment. */
  @ApiProperty({ type: MoneyDto })
  reserved: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  left: MoneyDto;
}

/** A policy of auto top-up. */
export class AutoTopUpPolicyDto implements AutoTopUpPolicyView {
  @Id()
  id: string;

  @Id()
  organizationId: string;

  @ApiProperty({ type: 'boolean' })
  enabled: boolean;

  @ApiProperty({ type: AutoTopUpTriggerDto })
  trigger: AutoTopUpTriggerDto;

  /** One increment is this package, or */
  @NullableId()
  packageId: string | null;

  /** this many tokens. */
  @NullableTokens()
  tokens: number | null;

  @ApiProperty({ type: MoneyDto })
  monthlyLimit: MoneyDto;

  @Id()
  paymentMethodId: string;

  @ApiProperty({ type: 'integer' })
  coolDownMinutes: number;

  /** Nothing is bought before. */
  @NullableInstant()
  coolDownUntil: string | null;

  /** When a schedule buys next. */
  @NullableInstant()
  nextRunAt: string | null;

  @ApiProperty({ type: 'integer' })
  consecutiveDeclines: number;

  /** When a declined charge is tried again. */
  @NullableInstant()
  retryAt: string | null;

  /** Since when the policy waits for another card or a manual payment. */
  @NullableInstant()
  suspendedAt: string | null;

  @ApiProperty({ type: AutoTopUpMonthDto })
  month: AutoTopUpMonthDto;

  @ApiProperty({ type: ActorDto })
  createdBy: ActorDto;

  @Instant()
  createdAt: string;

  @Instant()
  updatedAt: string;

  /** The version, for `If-Match`: the header tells it of one policy, this of each in a list. */
  @ApiProperty({ type: 'string', examples: ['"3"'] })
  eTag: string;
}

/** Why something was bought, or was not. */
export class AutoTopUpDecisionDto implements AutoTopUpDecisionView {
  @Id()
  id: string;

  @Id()
  policyId: string;

  @ApiProperty({ type: 'string', enum: CAUSES })
  cause: AutoTopUpCause;

  @ApiProperty({ type: 'string', enum: VERDICTS })
  verdict: AutoTopUpVerdict;

  /** A sentence for people. */
  @ApiProperty({ type: 'string' })
  reason: string;

  @Tokens()
  available: number;

  @NullableTokens()
  below: number | null;

  @Tokens()
  inFlight: number;

  @ApiProperty({ type: 'integer' })
  increments: number;

  @Tokens()
  tokens: number;

  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  monthLeft: MoneyDto;

  @NullableId()
  purchaseReferenceId: string | null;

  @Instant()
  decidedAt: string;
}

/** Auto top-up of an organization. */
export class AutoTopUpOverviewDto implements AutoTopUpOverviewView {
  @ApiProperty({ type: [AutoTopUpPolicyDto] })
  policies: AutoTopUpPolicyDto[];

  /** Over all policies. */
  @ApiProperty({ type: AutoTopUpMonthDto })
  month: AutoTopUpMonthDto;

  /** The last 20, newest first. */
  @ApiProperty({ type: [AutoTopUpDecisionDto] })
  decisions: AutoTopUpDecisionDto[];
}

/** What a policy would do at this moment. */
export class AutoTopUpForesightDto implements AutoTopUpForesightView {
  @ApiProperty({ type: 'string', enum: FORESIGHTS })
  verdict: (typeof FORESIGHTS)[number];

  @ApiProperty({ type: 'string' })
  reason: string;

  @ApiProperty({ type: 'integer' })
  increments: number;

  @Tokens()
  tokens: number;

  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;
}

/** A top-up that would have been. */
export class PastTopUpDto {
  @Instant()
  at: string;

  @Tokens()
  tokens: number;

  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;
}

/** What a policy would have bought in the past, at the price of today. */
export class AutoTopUpHindsightDto implements AutoTopUpHindsightView {
  @Instant()
  from: string;

  @Instant()
  to: string;

  @ApiProperty({ type: [PastTopUpDto] })
  topUps: PastTopUpDto[];

  /** How often the monthly limit stood in the way. */
  @ApiProperty({ type: 'integer' })
  blocked: number;

  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;
}

/** The answer to `dryRun=true`. */
export class AutoTopUpRehearsalDto implements AutoTopUpRehearsalView {
  @ApiProperty({ type: 'boolean', enum: [true] })
  dryRun: true;

  @ApiProperty({ type: AutoTopUpForesightDto })
  now: AutoTopUpForesightDto;

  @ApiProperty({ type: AutoTopUpHindsightDto })
  last120Days: AutoTopUpHindsightDto;
}
