import type Stripe from 'stripe';
import { clearable, hash, text, type Parsed } from './params.js';

const line = clearable(text());
const members = {
  city: line,
  country: line,
  line1: line,
  line2: line,
  postal_code: line,
  state: line,
};

/** A postal address; members that are left out are null. */
export const address = hash(members);

/** A shipping address with its receiver. */
export const shipping = hash({
  address,
  carrier: clearable(text()),
  name: text(),
  phone: clearable(text()),
  tracking_number: clearable(text()),
});

/** An address with all six members, null for none. */
export function fullAddress(
  given: Parsed<typeof members> | null | undefined,
): Stripe.Address | null {
  if (!given) return null;
  return {
    city: given.city ?? null,
    country: given.country ?? null,
    line1: given.line1 ?? null,
    line2: given.line2 ?? null,
    postal_code: given.postal_code ?? null,
    state: given.state ?? null,
  };
}

/** Shipping details with all their members, null for none. */
export function fullShipping(
  given: ReturnType<typeof shipping> | null | undefined,
): Stripe.PaymentIntent.Shipping | null {
  if (!given) return null;
  const place = fullAddress(given.address);
  return {
    ...(place && { address: place }),
    carrier: given.carrier ?? null,
    name: given.name ?? '',
    phone: given.phone ?? null,
    tracking_number: given.tracking_number ?? null,
  };
}
