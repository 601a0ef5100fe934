/** Failure code of an attempt that never reached the bank: not a decline. */
export const PROVIDER_UNAVAILABLE = 'payment_provider_unavailable';
/** Failure code of an attempt whose payment method could not be used. */
export const METHOD_UNUSABLE = 'payment_method_unusable';

/** Whether an attempt that failed so may have been one of the card that its purchase names. */
export const wasCardAsked = (failureCode: string): boolean =>
  failureCode !== PROVIDER_UNAVAILABLE && failureCode !== METHOD_UNUSABLE;
