const BRANDS: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  jcb: 'JCB',
};

/** `Visa ending 4242`. */
export function cardName(card: { brand: string; last4: string }): string {
  return `${BRANDS[card.brand] ?? card.brand} ending ${card.last4}`;
}
