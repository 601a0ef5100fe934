import { httpResource } from '@angular/common/http';
import { computed, Service } from '@angular/core';
import type { InstallationView } from '@purser/contracts';
import { withoutSession } from './auth/session.js';

/** How this installation is set up; public, so that the sign-in page can read it too. */
@Service()
export class Installation {
  private readonly answer = httpResource<InstallationView>(() => ({
    url: '/api/installation',
    context: withoutSession(),
  }));

  readonly view = computed(() => (this.answer.hasValue() ? this.answer.value() : null));
  /** Whether no real money moves here. */
  readonly sandbox = computed(() => this.view()?.sandbox ?? false);

  /** Asks again, for example because the sandbox clock may have been moved. */
  reload(): void {
    this.answer.reload();
  }
}
