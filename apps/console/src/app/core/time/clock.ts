import { DestroyRef, effect, inject, Service, signal } from '@angular/core';
import { Installation } from '../installation.js';

const TICK_MS = 15_000;

/**
 * The time of the installation. In the sandbox that is its movable clock, so the console counts on
 * from what the server said, not from the time of this computer.
 */
@Service()
export class Clock {
  private readonly installation = inject(Installation);
  private offsetMs = 0;
  private readonly instant = signal(Date.now());

  /** Milliseconds since 1970, moving on every 15 seconds. */
  readonly now = this.instant.asReadonly();

  constructor() {
    effect(() => {
      const view = this.installation.view();
      if (!view) return;
      this.offsetMs = Date.parse(view.now) - Date.now();
      this.instant.set(Date.now() + this.offsetMs);
    });
    let ticks = 0;
    const timer = setInterval(() => {
      this.instant.set(Date.now() + this.offsetMs);
      ticks += 1;
      // The sandbox clock may be moved by somebody else: ask every minute.
      if (ticks % 4 === 0 && this.installation.sandbox()) this.installation.reload();
    }, TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
