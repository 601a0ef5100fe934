/** A card of the sandbox, under Stripe's own name for it. */
export interface TestCard {
  id: string;
  label: string;
  outcome: string;
}

/** Stripe's test payment methods that show what can happen. */
export const TEST_CARDS: readonly TestCard[] = [
  { id: 'pm_card_visa', label: 'Visa', outcome: 'Succeeds' },
  {
    id: 'pm_card_authenticationRequired',
    label: '3-D Secure required',
    outcome: 'Asks for confirmation first',
  },
  { id: 'pm_card_visa_chargeDeclined', label: 'Declined', outcome: 'Generic decline' },
  {
    id: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    label: 'Insufficient funds',
    outcome: 'Declined, may work later',
  },
  {
    id: 'pm_card_chargeDeclinedLostCard',
    label: 'Lost card',
    outcome: 'Declined for good',
  },
  { id: 'pm_card_createDispute', label: 'Disputed later', outcome: 'Succeeds, then a dispute' },
];
