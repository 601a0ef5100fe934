import { TestBed } from '@angular/core/testing';
import type { StreamEventView } from '@purser/contracts';
import { Console } from '../../../testing/console-harness.js';
import { ACME, balance, member } from '../../../testing/views.js';
import { LiveStream, STREAM_TRANSPORT } from './live-stream.js';

/** The reading side of a connection; jsdom has no streams of its own. */
class PlayedBody {
  private readonly pieces: (Uint8Array | null)[] = [];
  private wake: () => void = () => undefined;

  push(piece: Uint8Array | null): void {
    this.pieces.push(piece);
    this.wake();
  }

  getReader() {
    return {
      read: async () => {
        if (this.pieces.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
        const value = this.pieces.shift();
        return value ? { done: false, value } : { done: true, value: undefined };
      },
    };
  }
}

/** A server whose connections the spec opens, feeds and cuts. */
class PlayedServer {
  readonly asked: { url: string; init: RequestInit }[] = [];
  readonly pauses: number[] = [];
  private readonly opened: PlayedBody[] = [];
  refuse = false;

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    this.asked.push({ url, init });
    if (this.refuse) return Promise.reject(new TypeError('refused'));
    const body = new PlayedBody();
    this.opened.push(body);
    return Promise.resolve({ ok: true, status: 200, body } as unknown as Response);
  };

  readonly wait = (ms: number): Promise<void> => {
    this.pauses.push(ms);
    // The sixth pause never ends, so that a refused connection comes to rest.
    return this.pauses.length > 5 ? new Promise(() => undefined) : Promise.resolve();
  };

  send(event: StreamEventView): void {
    const text = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    this.opened.at(-1)?.push(new TextEncoder().encode(text));
  }

  cut(): void {
    this.opened.at(-1)?.push(null);
  }
}

async function openStream(server: PlayedServer, permissions = member()) {
  const console = await Console.open({
    user: permissions,
    providers: [{ provide: STREAM_TRANSPORT, useValue: server }],
  });
  const stream = TestBed.inject(LiveStream);
  const heard: StreamEventView[] = [];
  stream.events.subscribe((event) => heard.push(event));
  await console.settle();
  return { console, stream, heard };
}

describe('LiveStream', () => {
  it('follows the chosen organization with the access token', async () => {
    const server = new PlayedServer();
    const { console, stream, heard } = await openStream(server);
    expect(stream.state()).toBe('live');
    expect(server.asked[0]?.url).toBe(`/api/tokens/wallet/${ACME}/stream`);
    expect(server.asked[0]?.init.headers).toMatchObject({ Authorization: 'Bearer token-1' });
    server.send({ type: 'balance', balance: balance({ available: 5 }) });
    await console.settle();
    expect(heard).toEqual([{ type: 'balance', balance: balance({ available: 5 }) }]);
  });

  it('connects again after a cut, and says so, because something may have been missed', async () => {
    const server = new PlayedServer();
    const { console, stream } = await openStream(server);
    let resumed = 0;
    stream.resumed.subscribe(() => (resumed += 1));
    server.cut();
    await console.settle();
    expect(server.asked).toHaveLength(2);
    expect(server.pauses).toEqual([1_000]);
    expect(resumed).toBe(1);
    expect(stream.state()).toBe('live');
  });

  it('doubles its pause while the server refuses', async () => {
    const server = new PlayedServer();
    server.refuse = true;
    const { console, stream } = await openStream(server);
    for (let round = 0; round < 4; round += 1) await console.settle();
    expect(server.pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(stream.state()).toBe('reconnecting');
  });

  it('stays off for people who may not view the wallet', async () => {
    const server = new PlayedServer();
    const { stream } = await openStream(server, member([]));
    expect(stream.state()).toBe('off');
    expect(server.asked).toEqual([]);
  });
});
