import { AmountTooLarge, AmountTooSmall, NotOffered } from '@purser/packages';

/** Whether pricing a package failed since it cannot be sold to this organization as things stand. */
export const isUnsellable = (error: unknown): boolean =>
  error instanceof NotOffered || error instanceof AmountTooSmall || error instanceof AmountTooLarge;
