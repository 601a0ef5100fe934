import { HttpClient, HttpContext, HttpContextToken } from '@angular/common/http';
import { computed, inject, Service, signal } from '@angular/core';
import type { SessionUserView, SessionView, SignedInView } from '@purser/contracts';
import { firstValueFrom } from 'rxjs';
import { outcomeOf, type Outcome } from '../http/outcome.js';

/** Marks a request that must go out without a token and without another try. */
export const WITHOUT_SESSION = new HttpContextToken(() => false);

/** The context of requests that establish or end the session. */
export function withoutSession(): HttpContext {
  return new HttpContext().set(WITHOUT_SESSION, true);
}

/**
 * Who is signed in. The access token lives in memory only; the refresh cookie, which no script can
 * read, brings it back after a reload.
 */
@Service()
export class Session {
  private readonly http = inject(HttpClient);
  private readonly person = signal<SessionUserView | null>(null);
  private readonly renewalAsked = signal(false);
  private token: string | null = null;
  private restoring: Promise<void> | null = null;
  private refreshing: Promise<boolean> | null = null;
  private answerRenewal: ((signedIn: boolean) => void) | null = null;

  readonly user = this.person.asReadonly();
  /** Whether the person belongs to Purser itself and reaches every organization. */
  readonly isStaff = computed(() => (this.person()?.platformPermissions.length ?? 0) > 0);
  /** The page of an organization where one begins: support is there to help it. */
  readonly landing = computed(() =>
    this.person()?.platformPermissions.includes('tokens.adjust') ? 'support' : 'dashboard',
  );
  /** Whether the session ended under an open page and signing in again would go on from there. */
  readonly renewalNeeded = this.renewalAsked.asReadonly();

  get accessToken(): string | null {
    return this.token;
  }

  /** Asks once whether the refresh cookie still stands for somebody. */
  restore(): Promise<void> {
    this.restoring ??= this.askForSession();
    return this.restoring;
  }

  /** Signs in. `invalid-credentials` and `too-many-requests` come back as problems. */
  async signIn(email: string, password: string): Promise<Outcome<SignedInView>> {
    const outcome = await outcomeOf(
      this.http.post<SignedInView>(
        '/api/auth/login',
        { email, password },
        { context: withoutSession() },
      ),
    );
    if (outcome.ok) {
      this.accept(outcome.value);
      this.settleRenewal(true);
    }
    return outcome;
  }

  /** Ends the session here and at the server. */
  async signOut(): Promise<void> {
    await outcomeOf(this.http.post('/api/auth/logout', null, { context: withoutSession() }));
    this.forget();
  }

  /**
   * Brings a new access token, however many callers ask at once: by the refresh cookie, else by
   * asking the person to sign in again over the open page. False = the session is over.
   */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.renew().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  /** The person does not want to sign in again: the session is over. */
  declineRenewal(): void {
    this.forget();
    this.settleRenewal(false);
  }

  private async askForSession(): Promise<void> {
    const session = await outcomeOf(
      this.http.get<SessionView>('/api/auth/session', { context: withoutSession() }),
    );
    if (session.ok && session.value.user) await this.refreshByCookie();
  }

  private async renew(): Promise<boolean> {
    const known = this.person() !== null;
    const answer = await this.refreshByCookie();
    if (answer === 'renewed') return true;
    if (answer === 'unreachable' || !known) return false;
    this.renewalAsked.set(true);
    return new Promise((resolve) => (this.answerRenewal = resolve));
  }

  private async refreshByCookie(): Promise<'renewed' | 'ended' | 'unreachable'> {
    try {
      const answer = this.http.post<SignedInView>('/api/auth/refresh', null, {
        context: withoutSession(),
      });
      this.accept(await firstValueFrom(answer));
      return 'renewed';
    } catch (error) {
      const status = (error as { status?: number }).status ?? 0;
      return status >= 400 && status < 500 ? 'ended' : 'unreachable';
    }
  }

  private accept(signedIn: SignedInView): void {
    this.token = signedIn.accessToken;
    this.person.set(signedIn.user);
  }

  private forget(): void {
    this.token = null;
    this.person.set(null);
  }

  private settleRenewal(signedIn: boolean): void {
    this.renewalAsked.set(false);
    this.answerRenewal?.(signedIn);
    this.answerRenewal = null;
  }
}
