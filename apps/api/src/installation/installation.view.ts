import { ApiProperty } from '@nestjs/swagger';
import type { InstallationView } from '@purser/contracts';

export class DemoPersonDto {
  @ApiProperty({ type: 'string', format: 'email' })
  email: string;

  @ApiProperty({ type: 'string' })
  role: string;
}

/** How this installation is set up. */
export class InstallationDto implements InstallationView {
  @ApiProperty({ type: 'string', enum: ['Purser'] })
  name: 'Purser';

  @ApiProperty({ type: 'string' })
  version: string;

  /** True = no live payment provider: test cards, demo people, a movable clock. */
  @ApiProperty({ type: 'boolean' })
  sandbox: boolean;

  @ApiProperty({ type: 'string', format: 'date-time' })
  now: string;

  @ApiProperty({ type: 'string', nullable: true })
  stripePublishableKey: string | null;

  @ApiProperty({ type: [DemoPersonDto] })
  demoPeople: DemoPersonDto[];
}
