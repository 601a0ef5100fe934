/** The time of this installation, which the sandbox can move forward. */
export interface SandboxClockView {
  /** ISO 8601, UTC. */
  now: string;
}

/** One run of one job while the clock was moved. */
export interface SandboxClockRunView {
  job: string;
  /** When it ran, on the moved clock. */
  at: string;
  items: number;
  errors: number;
}

/** Where the clock was moved to and what ran on the way, in that order. */
export interface SandboxClockMoveView extends SandboxClockView {
  ran: SandboxClockRunView[];
}
