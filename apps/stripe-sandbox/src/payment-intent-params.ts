import { shipping } from './address.js';
import {
  anyHash,
  bool,
  clearable,
  email,
  hash,
  integer,
  list,
  metadata,
  oneOf,
  required,
  text,
  unsupported,
  url,
  type Parser,
} from './params.js';
import { paymentMethodData } from './payment-methods.js';

/** `off_session` is a boolean or says more about the absence; either way the holder is away. */
const absence: Parser<boolean> = (value, name) =>
  typeof value === 'string' ? bool(value, name) : true;

/** Parameters that creating, updating and confirming share. */
const common = {
  allowed_payment_method_types: list(text()),
  amount_details: unsupported,
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  excluded_payment_method_types: list(text()),
  hooks: unsupported,
  payment_details: hash({ customer_reference: text(), order_reference: text() }),
  payment_method: text(),
  payment_method_data: paymentMethodData,
  payment_method_options: hash({
    card: hash({
      request_three_d_secure: oneOf('any', 'automatic', 'challenge'),
      setup_future_usage: unsupported,
    }),
  }),
  receipt_email: clearable(email),
  setup_future_usage: clearable(oneOf('off_session', 'on_session')),
  shipping: clearable(shipping),
};
const confirming = {
  confirmation_token: unsupported,
  error_on_requires_action: bool,
  mandate: unsupported,
  mandate_data: anyHash,
  off_session: absence,
  radar_options: anyHash,
  return_url: url,
  use_stripe_sdk: bool,
};
const describing = {
  application_fee_amount: unsupported,
  customer: text(),
  customer_account: unsupported,
  description: clearable(text(1000)),
  metadata,
  payment_method_configuration: unsupported,
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  transfer_data: unsupported,
  transfer_group: text(),
};
/** What a payment can be created with. */
export const createParams = {
  ...common,
  ...confirming,
  ...describing,
  amount: required(integer(1)),
  currency: required(text()),
  automatic_payment_methods: hash({
    enabled: required(bool),
    allow_redirects: oneOf('always', 'never'),
  }),
  confirm: bool,
  confirmation_method: oneOf('automatic', 'manual'),
  on_behalf_of: unsupported,
};
/** What can change while a payment is open. */
export const updateParams = { ...common, ...describing, amount: integer(1), currency: text() };
/** What a confirmation can say. */
export const confirmParams = {
  ...common,
  ...confirming,
  amount_to_confirm: integer(1),
  client_secret: text(),
};
/** What a capture can say. */
export const captureParams = {
  amount_details: unsupported,
  amount_to_capture: integer(1),
  application_fee_amount: unsupported,
  final_capture: bool,
  hooks: unsupported,
  metadata,
  payment_details: unsupported,
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  transfer_data: unsupported,
};
