import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, TooManyRequests, UnitOfWork, type PurserConfig } from '@purser/platform';
import { In, LessThan } from 'typeorm';
import { MachineClock } from '../machine-clock.js';
import { LoginFailure } from './login-failure.entity.js';

const WINDOW_MS = 60_000;
const KEPT_MS = 3_600_000;

/**
 * Counts failed logins per e-mail and per network address in PostgreSQL, so that several processes
 * share the count. The address is the socket's: a forwarded one could be made up.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly machine: MachineClock,
  ) {}

  /**
   * Ask before and after the password is checked: guesses sent at once must not all pass.
   *
   * @throws TooManyRequests the e-mail or the address failed too often in this minute
   */
  async check(email: string, ip: string | null): Promise<void> {
    const now = this.machine.now();
    const windowStart = windowOf(now);
    const subject = In(subjectsOf(email, ip));
    const rows = await this.unitOfWork.platform((tx) =>
      tx.find(LoginFailure, { where: { subject, windowStart } }),
    );
    if (rows.every(({ failures }) => failures < this.config.LOGIN_FAILURES_PER_MINUTE)) return;
    const waitMs = windowStart.getTime() + WINDOW_MS - now.getTime();
    throw new TooManyRequests(Math.max(1, Math.ceil(waitMs / 1_000)));
  }

  /** Counts one failure. */
  async countFailure(email: string, ip: string | null): Promise<void> {
    const now = this.machine.now();
    const windowStart = windowOf(now);
    await this.unitOfWork.platform(async (tx) => {
      // Always in the same order, so that two failures cannot lock each other out.
      for (const subject of subjectsOf(email, ip).sort()) {
        await tx.query(
          `INSERT INTO login_failures AS f (subject, window_start, failures) VALUES ($1, $2, 1)
           ON CONFLICT (subject, window_start) DO UPDATE SET failures = f.failures + 1`,
          [subject, windowStart],
        );
      }
    });
    const old = new Date(now.getTime() - KEPT_MS);
    await this.unitOfWork.platform((tx) => tx.delete(LoginFailure, { windowStart: LessThan(old) }));
  }
}

function windowOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS);
}

function subjectsOf(email: string, ip: string | null): string[] {
  const mail = `email:${createHash('sha256').update(email).digest('hex')}`;
  return ip === null ? [mail] : [mail, `ip:${ip}`];
}
