import { computed, effect, inject, InjectionToken, Service, signal } from '@angular/core';
import type { StreamEventView } from '@purser/contracts';
import { Subject } from 'rxjs';
import { Session } from '../auth/session.js';
import { OrganizationContext } from '../organization/organization-context.js';
import { Clock } from '../time/clock.js';
import { EventStreamParser } from './event-stream-parser.js';

export type LiveState = 'off' | 'connecting' | 'live' | 'reconnecting';

/** How the stream reaches the server and waits; tests put their own in. */
export const STREAM_TRANSPORT = new InjectionToken('how the live stream connects', {
  factory: () => ({
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  }),
});

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * What happens in the chosen organization, as it happens. Read with fetch, because EventSource
 * cannot send the access token. Reconnects by itself, after a pause that doubles up to 30 s.
 */
@Service()
export class LiveStream {
  private readonly session = inject(Session);
  private readonly transport = inject(STREAM_TRANSPORT);
  private readonly clock = inject(Clock);
  private readonly current = signal<LiveState>('off');
  private readonly heard = new Subject<StreamEventView>();
  private readonly again = new Subject<void>();
  private readonly cutAt = signal<number | null>(null);
  private readonly tryAt = signal<number | null>(null);
  private tryAtOnce: () => void = () => undefined;

  readonly state = this.current.asReadonly();
  /** Since when it is cut, by the clock of the installation; null while it stands. */
  readonly lostAt = this.cutAt.asReadonly();
  /** When it is tried again, by this machine; null while it stands or is being tried. */
  readonly nextTryAt = this.tryAt.asReadonly();
  readonly events = this.heard.asObservable();
  /** The stream stands again after a gap: what was read before may be old. */
  readonly resumed = this.again.asObservable();

  constructor() {
    const context = inject(OrganizationContext);
    // A renewed token brings an equal set of permissions: the stream goes on undisturbed.
    const followed = computed(() => (context.can('tokens.view') ? context.organizationId() : ''));
    effect((onCleanup) => {
      const id = followed();
      if (!id) {
        this.current.set('off');
        return;
      }
      const stopped = new AbortController();
      void this.follow(id, stopped.signal);
      onCleanup(() => stopped.abort());
    });
  }

  /** Tries at once instead of at the end of the pause. */
  retry(): void {
    this.tryAtOnce();
  }

  private async follow(organizationId: string, stopped: AbortSignal): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let lost = false;
    this.current.set('connecting');
    this.cutAt.set(null);
    while (!stopped.aborted) {
      const opened = await this.listen(organizationId, stopped, lost);
      if (stopped.aborted) return;
      lost = true;
      this.current.set('reconnecting');
      this.cutAt.update((at) => at ?? this.clock.now());
      pauseMs = opened ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      await this.pause(pauseMs);
    }
  }

  private async pause(ms: number): Promise<void> {
    const asked = new Promise<void>((resolve) => (this.tryAtOnce = resolve));
    this.tryAt.set(Date.now() + ms);
    await Promise.race([this.transport.wait(ms), asked]);
    this.tryAt.set(null);
  }

  /** Reads until the connection ends. Whether it stood at all. */
  private async listen(id: string, stopped: AbortSignal, lost: boolean): Promise<boolean> {
    try {
      const response = await this.transport.fetch(`/api/tokens/wallet/${id}/stream`, {
        headers: {
          Accept: 'text/event-stream',
          Authorization: `Bearer ${this.session.accessToken ?? ''}`,
        },
        cache: 'no-store',
        signal: stopped,
      });
      if (response.status === 401) await this.session.refresh();
      if (!response.ok || !response.body) return false;
      this.current.set('live');
      this.cutAt.set(null);
      if (lost) this.again.next();
      await this.read(response.body);
      return true;
    } catch (error) {
      // A cut or aborted connection ends the reading; anything else is a fault of the console.
      if (error instanceof TypeError || error instanceof DOMException) return false;
      throw error;
    }
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const { data } of parser.push(decoder.decode(value, { stream: true }))) {
        const event = asStreamEvent(data);
        if (event) this.heard.next(event);
      }
    }
  }
}

function asStreamEvent(data: string): StreamEventView | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === 'object' && event !== null && 'type' in event
      ? (event as StreamEventView)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
