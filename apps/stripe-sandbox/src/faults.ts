/**
 * When an injected server error strikes a call:
 * - `before`: the call never happened and nothing is remembered for its key.
 * - `during`: the call was undone; its 5xx is remembered and replayed for the key.
 * - `after`: the call took effect and its true answer is remembered; only the answer is lost.
 * - `indeterminate`: the call took effect, yet its 5xx is remembered and replayed for the key.
 */
export type FaultTime = 'before' | 'during' | 'after' | 'indeterminate';

export interface HttpFaults {
  /** Whether matching calls wait until the switches are set anew. */
  hold: boolean;
  /** Milliseconds that each matching call waits before it runs. */
  delayMs: number;
  /** How many of the next matching calls fail. */
  failNext: number;
  /** Share of the matching calls that fail, 0 to 1. */
  probability: number;
  /** 500 to 599, or 429. */
  status: number;
  /** Sent as `Retry-After` with the error; 0 sends none. */
  retryAfterSeconds: number;
  when: FaultTime;
  /** Whether the connection is cut instead of an error being answered. */
  hangUp: boolean;
  /** Only calls whose path starts with this. */
  path: string;
  /** Only calls of this method; empty for all. */
  method: string;
}

export interface WebhookFaults {
  /** Whether deliveries wait until they are resumed or flushed. */
  paused: boolean;
  /** Milliseconds between an event and its first delivery. */
  delayMs: number;
  /** How many times more each event is sent. */
  duplicate: number;
  /** Whether events that are due together are shuffled. */
  reorder: boolean;
  /** Share of the events that are never sent, 0 to 1. */
  drop: number;
  /** How many of the next events are never sent. */
  dropNext: number;
}

export interface FaultSettings {
  /** Start of the random numbers, so that a run can be repeated. */
  seed: number;
  http: HttpFaults;
  webhooks: WebhookFaults;
}

/** Any part of the settings; what is left out has its harmless default. */
export interface FaultInput {
  seed?: number;
  http?: Partial<HttpFaults>;
  webhooks?: Partial<WebhookFaults>;
}

const NONE: FaultSettings = {
  seed: 1,
  http: {
    hold: false,
    delayMs: 0,
    failNext: 0,
    probability: 0,
    status: 500,
    retryAfterSeconds: 0,
    when: 'before',
    hangUp: false,
    path: '/v1/',
    method: '',
  },
  webhooks: { paused: false, delayMs: 0, duplicate: 0, reorder: false, drop: 0, dropNext: 0 },
};

const TIMES: readonly string[] = ['before', 'during', 'after', 'indeterminate'];

/** Small, fast and repeatable (mulberry32); not for secrets. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function checkPart(part: string, given: unknown, defaults: object): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null) throw new TypeError(`${part} must be an object`);
  for (const [name, value] of Object.entries(given)) {
    const known = (defaults as Record<string, unknown>)[name];
    if (known === undefined) throw new TypeError(`unknown switch ${part}.${name}`);
    if (typeof value !== typeof known) {
      throw new TypeError(`${part}.${name} must be a ${typeof known}`);
    }
    if (typeof value === 'number' && !(value >= 0)) {
      throw new TypeError(`${part}.${name} must not be negative`);
    }
  }
}

/** The switches that make the sandbox misbehave on purpose. */
export class Faults {
  private settings: FaultSettings = structuredClone(NONE);
  private random = randomNumbers(NONE.seed);
  private readonly held: Array<() => void> = [];

  get current(): FaultSettings {
    return structuredClone(this.settings);
  }

  get webhooks(): Readonly<WebhookFaults> {
    return this.settings.webhooks;
  }

  /** Replaces all switches. @throws TypeError for an unknown switch or a value that does not fit */
  set(input: FaultInput): FaultSettings {
    const { seed, http, webhooks, ...others } = input;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined) throw new TypeError(`unknown switch ${unknown}`);
    checkPart('http', http, NONE.http);
    checkPart('webhooks', webhooks, NONE.webhooks);
    if (seed !== undefined && !Number.isInteger(seed)) throw new TypeError('seed must be whole');
    if (http?.when !== undefined && !TIMES.includes(http.when)) {
      throw new TypeError(`http.when must be one of ${TIMES.join(', ')}`);
    }
    const status = http?.status ?? NONE.http.status;
    if (status !== 429 && (status < 500 || status > 599)) {
      throw new TypeError('http.status must be 429 or 500 to 599');
    }
    this.settings = {
      seed: seed ?? NONE.seed,
      http: { ...NONE.http, ...http },
      webhooks: { ...NONE.webhooks, ...webhooks },
    };
    this.random = randomNumbers(this.settings.seed);
    this.release();
    return this.current;
  }

  /** Lets the calls go that are being held. */
  release(): void {
    for (const go of this.held.splice(0)) go();
  }

  /** Resolves at once, or when a held call may go on. */
  async passage(method: string, path: string): Promise<void> {
    while (this.settings.http.hold && this.concerns(method, path)) {
      await new Promise<void>((resolve) => this.held.push(resolve));
    }
  }

  /** How long a call waits, in milliseconds. */
  delayOf(method: string, path: string): number {
    return this.concerns(method, path) ? this.settings.http.delayMs : 0;
  }

  /** The fault that strikes this call, or null; uses up one of `failNext`. */
  strike(method: string, path: string): HttpFaults | null {
    const { http } = this.settings;
    if (!this.concerns(method, path)) return null;
    if (http.failNext > 0) {
      http.failNext -= 1;
      return { ...http };
    }
    return http.probability > 0 && this.random() < http.probability ? { ...http } : null;
  }

  private concerns(method: string, path: string): boolean {
    const { http } = this.settings;
    return path.startsWith(http.path) && (http.method === '' || http.method === method);
  }

  /** Whether the next event is lost; uses up one of `dropNext`. */
  dropsEvent(): boolean {
    const { webhooks } = this.settings;
    if (webhooks.dropNext > 0) {
      webhooks.dropNext -= 1;
      return true;
    }
    return webhooks.drop > 0 && this.random() < webhooks.drop;
  }

  /** The items in another, repeatable order. */
  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}
