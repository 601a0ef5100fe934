/** The claim of one idempotent request, kept on the request until its answer goes out. */
export interface IdempotentCall {
  readonly organizationId: string;
  readonly recordId: string;
  readonly leasedUntil: Date;
}
