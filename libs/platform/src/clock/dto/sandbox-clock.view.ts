import { ApiProperty } from '@nestjs/swagger';
import type {
  SandboxClockMoveView,
  SandboxClockRunView,
  SandboxClockView,
} from '@purser/contracts';
import type { Moved } from '../clock-advance.js';

/** The time of this installation. */
export class SandboxClockDto implements SandboxClockView {
  @ApiProperty({ type: 'string', format: 'date-time' })
  now: string;
}

/** One run of one job while the clock was moved. */
export class SandboxClockRunDto implements SandboxClockRunView {
  @ApiProperty({ type: 'string', examples: ['processSubscriptionBilling'] })
  job: string;

  /** When it ran, on the moved clock. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  items: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  errors: number;
}

/** Where the clock was moved to and what ran on the way, in that order. */
export class SandboxClockMoveDto extends SandboxClockDto implements SandboxClockMoveView {
  @ApiProperty({ type: [SandboxClockRunDto] })
  ran: SandboxClockRunDto[];
}

export function clockMoveView({ now, ran }: Moved): SandboxClockMoveDto {
  return {
    now: now.toISOString(),
    ran: ran.map(({ job, startedAt, items, errors }) => ({
      job,
      at: startedAt.toISOString(),
      items,
      errors,
    })),
  };
}
