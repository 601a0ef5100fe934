import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, CONFIG, Consequences, type PurserConfig } from '@purser/platform';
import { ProviderInbox } from './provider-inbox.js';

const TIMEOUT_MS = 60_000;

/**
 * While the clock is moved: lets the local Stripe sandbox do what its banks do later, send the events
 * that wait, and has them processed. At another provider the machine's time rules, and news comes
 * when it comes.
 */
@Injectable()
export class SandboxNews implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly clock: Clock,
    private readonly consequences: Consequences,
    private readonly inbox: ProviderInbox,
  ) {}

  onModuleInit(): void {
    const { sandbox, STRIPE_API_URL: url } = this.config;
    if (sandbox && url !== undefined) this.consequences.add(() => this.arrive(url));
  }

  /** How much happened. A sandbox that does not answer holds nothing up: its news comes later. */
  private async arrive(url: string): Promise<number> {
    const { ran = 0 } = await this.command(url, '/_sandbox/tasks/run');
    const { delivered = 0 } = await this.command(url, '/_sandbox/webhooks/flush');
    await this.inbox.drain();
    const tally = { items: 0, errors: 0, firstError: null };
    // Another process may have received them; what came in this millisecond counts too.
    const before = new Date(this.clock.now().getTime() + 1);
    await this.inbox.processOpen(before, tally);
    return ran + delivered + tally.items;
  }

  private async command(url: string, path: string): Promise<Record<string, number | undefined>> {
    try {
      const seconds = Math.floor(this.clock.now().getTime() / 1000);
      const answer = await fetch(new URL(path, url), {
        method: 'POST',
        headers: { 'x-sandbox-now': String(seconds) },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return answer.ok ? ((await answer.json()) as Record<string, number>) : {};
    } catch {
      // It is down, or is no sandbox of ours.
      return {};
    }
  }
}
