import { HttpClient } from '@angular/common/http';
import { computed, inject, Service, signal } from '@angular/core';
import type { InstallationView } from '@purser/contracts';
import { withoutSession } from './auth/session.js';
import { outcomeOf } from './http/outcome.js';

/** How this installation is set up; public, so that the sign-in page can read it too. */
@Service()
export class Installation {
  private readonly http = inject(HttpClient);
  private readonly current = signal<InstallationView | null>(null);
  private readonly first = this.read();

  readonly view = this.current.asReadonly();
  /** Whether no real money moves here. */
  readonly sandbox = computed(() => this.current()?.sandbox ?? false);

  /** Comes when the first answer did, or failed: then nothing is known about the installation. */
  ready(): Promise<void> {
    return this.first;
  }

  /** Asks again, for example because the sandbox clock may have been moved. */
  reload(): void {
    void this.read();
  }

  private async read(): Promise<void> {
    const outcome = await outcomeOf(
      this.http.get<InstallationView>('/api/installation', { context: withoutSession() }),
    );
    if (outcome.ok) this.current.set(outcome.value);
  }
}
