/** How the live stream behaves; one instance is provided, tests put in a faster one. */
export class StreamLimits {
  /** How often an organization with listeners is looked at. */
  readonly pollMs: number = 500;
  /** How often a comment is sent so that proxies keep the connection. */
  readonly heartbeatMs: number = 15_000;
  /** How often it is asked whether the listener may still listen. */
  readonly recheckMs: number = 20_000;
  /** Connections to one organization in one process. */
  readonly listenersPerOrganization: number = 200;
}
