import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Clock, CONFIG, Public, type PurserConfig } from '@purser/platform';
import { Users } from '@purser/identity';
import { DEMO_PEOPLE } from '../demo/demo-people.js';
import { InstallationDto } from './installation.view.js';

const VERSION = '0.1.0';

/** What the console asks before anybody has signed in. */
@ApiTags('Operations')
@Controller('installation')
export class InstallationController {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly clock: Clock,
    private readonly users: Users,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'installation', summary: 'How this installation is set up' })
  @ApiOkResponse({ type: InstallationDto })
  @ApiProblems()
  async read(): Promise<InstallationDto> {
    const { sandbox, STRIPE_PUBLISHABLE_KEY: key } = this.config;
    return {
      name: 'Purser',
      version: VERSION,
      sandbox,
      now: this.clock.now().toISOString(),
      stripePublishableKey: key ?? null,
      demoPeople: sandbox ? await this.knownDemoPeople() : [],
    };
  }

  private async knownDemoPeople(): Promise<{ email: string; role: string }[]> {
    const [first] = DEMO_PEOPLE;
    const seeded = first !== undefined && (await this.users.findByEmail(first.email)) !== null;
    return seeded ? DEMO_PEOPLE.map(({ email, role }) => ({ email, role })) : [];
  }
}
