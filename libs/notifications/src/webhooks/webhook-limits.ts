/** Bounds of sending webhooks; one instance is provided, tests put in a faster one. */
export class WebhookLimits {
  /** Endpoints of one organization. */
  readonly endpoints: number = 10;
  /** How long an endpoint has to answer, name resolution and TLS included. */
  readonly timeoutMs: number = 10_000;
  /** How long one sender works on a delivery alone; well above the time-out. */
  readonly leaseMs: number = 60_000;
  /** Requests to one endpoint at a time, per process. */
  readonly perEndpoint: number = 4;
  /** Endpoints at a time, per process, of those that answered last time. */
  readonly healthyLanes: number = 64;
  /** The same of those that failed last time: they wait for each other, never the healthy for them. */
  readonly failingLanes: number = 32;
  /** After so many failures in a row the rest of an endpoint's deliveries waits for the next run. */
  readonly failuresPerTurn: number = 5;
  /** How often a process looks for what is due between the runs of the job. */
  readonly pollMs: number = 1_000;
  /** Bytes of an answer that are kept. */
  readonly answerBytes: number = 1_024;
  /** Longest Retry-After that is honoured. */
  readonly longestPauseMs: number = 24 * 3_600_000;
  /** An endpoint that did nothing but fail for so long is disabled. */
  readonly failingMs: number = 72 * 3_600_000;
}
