/** The claim of one idempotent request, kept on the request until its answer goes out. */
export interface IdempotentCall {
  readonly organizationId: string;
  readonly recordId: string;
  readonly leasedUntil: Date;
  /**
   * Stands for principal, route and key, also after the stored answer is gone: where nothing else
   * makes an effect unique, its row is keyed by this.
   */
  readonly effectKey: string;
}
