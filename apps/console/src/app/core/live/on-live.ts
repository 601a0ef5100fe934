import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { StreamEventView } from '@purser/contracts';
import { filter, merge } from 'rxjs';
import { LiveStream } from './live-stream.js';

/**
 * Runs `act` when one of `types` happens in the organization, and when the stream stands again
 * after a gap: something may have been missed. Call inside an injection context.
 */
export function onLive(types: readonly StreamEventView['type'][], act: () => void): void {
  const live = inject(LiveStream);
  const told = live.events.pipe(filter((event) => types.includes(event.type)));
  merge(told, live.resumed)
    .pipe(takeUntilDestroyed())
    .subscribe(() => act());
}
