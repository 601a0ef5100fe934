import type { PaymentMethodView } from '@purser/contracts';
import { cardExpiry } from './card-expiry.js';
import type { PaymentMethod } from './payment-method.entity.js';

/** The wire form of a kept card at `at`. */
export function paymentMethodView(card: PaymentMethod, at: Date): PaymentMethodView {
  return {
    id: card.id,
    organizationId: card.organizationId,
    brand: card.brand,
    last4: card.last4,
    expMonth: card.expMonth,
    expYear: card.expYear,
    isDefault: card.isDefault,
    expiry: cardExpiry(card, at),
    createdAt: card.createdAt.toISOString(),
  };
}
