import type { PaymentMethodView } from '@purser/contracts';
import type { PaymentMethod } from './payment-method.entity.js';

/** The wire form of a kept card. */
export function paymentMethodView(card: PaymentMethod): PaymentMethodView {
  return {
    id: card.id,
    organizationId: card.organizationId,
    brand: card.brand,
    last4: card.last4,
    expMonth: card.expMonth,
    expYear: card.expYear,
    isDefault: card.isDefault,
    createdAt: card.createdAt.toISOString(),
  };
}
