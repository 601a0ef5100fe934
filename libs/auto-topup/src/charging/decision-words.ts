import { minorToDecimal } from '@purser/contracts';

const number = new Intl.NumberFormat('en-US');

/** `50,000 tokens`. */
export const tokenWords = (tokens: bigint): string =>
  tokens === 1n ? '1 token' : `${number.format(tokens)} tokens`;

/** `490.00 USD`. */
export const moneyWords = (minor: bigint, currency: string): string =>
  `${minorToDecimal(minor, currency)} ${currency}`;
