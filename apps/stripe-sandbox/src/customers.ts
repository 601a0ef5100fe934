import type Stripe from 'stripe';
import { changedFrom, idOf, type Act } from './act.js';
import { address, fullAddress, fullShipping, shipping } from './address.js';
import { newId } from './ids.js';
import { listPage, page, pageByTime } from './listing.js';
import {
  anyHash,
  clearable,
  email,
  hash,
  integer,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  text,
  unsupported,
  type Parsed,
} from './params.js';
import {
  attachPaymentMethod,
  detachPaymentMethod,
  notAttached,
  resolvePaymentMethod,
} from './payment-methods.js';
import { del, get, post, type Route } from './route.js';

const fields = {
  address: clearable(address),
  balance: integer(Number.MIN_SAFE_INTEGER),
  business_name: clearable(text(150)),
  cash_balance: unsupported,
  description: clearable(text()),
  email: clearable(email),
  individual_name: clearable(text(150)),
  invoice_prefix: text(12),
  invoice_settings: hash({
    custom_fields: unsupported,
    default_payment_method: clearable(text()),
    footer: clearable(text()),
    rendering_options: unsupported,
  }),
  metadata,
  name: clearable(text(256)),
  next_invoice_sequence: integer(1),
  phone: clearable(text(20)),
  preferred_locales: list(text()),
  shipping: clearable(shipping),
  source: unsupported,
  tax: anyHash,
  tax_exempt: clearable(oneOf('exempt', 'none', 'reverse')),
  validate: unsupported,
};
const createParams = {
  ...fields,
  payment_method: text(),
  tax_id_data: unsupported,
  test_clock: unsupported,
};

function newCustomer(act: Act): Stripe.Customer {
  const id = newId('cus', 14);
  return {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: act.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: id.slice(4, 12).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

/** The customer with the given parameters applied; what is not given stays. */
function withParams(
  act: Act,
  before: Stripe.Customer,
  params: Parsed<typeof fields>,
): Stripe.Customer {
  const { address: place, shipping: delivery, invoice_settings: invoicing, ...plain } = params;
  const { metadata: change, tax_exempt: exempt, tax: _tax, ...simple } = plain;
  const names = { business_name: simple.business_name, individual_name: simple.individual_name };
  const after: Stripe.Customer = {
    ...before,
    ...(simple as Partial<Stripe.Customer>),
    metadata: mergeMetadata(before.metadata, change),
  };
  for (const [name, value] of Object.entries(names)) {
    if (value === null) delete after[name as keyof typeof names];
  }
  if (exempt !== undefined) after.tax_exempt = exempt ?? 'none';
  if (place !== undefined) after.address = fullAddress(place);
  if (delivery !== undefined) {
    after.shipping = fullShipping(delivery) as Stripe.Customer.Shipping | null;
  }
  if (invoicing) {
    const { default_payment_method: method, footer } = invoicing;
    if (method) ownMethod(act, before.id, method);
    after.invoice_settings = {
      ...before.invoice_settings,
      ...(method !== undefined && { default_payment_method: method }),
      ...(footer !== undefined && { footer }),
    };
  }
  return after;
}

/** The default payment method must be attached to the customer. */
function ownMethod(act: Act, customer: string, id: string): void {
  const method = act.fromParam('payment_methods', id, 'invoice_settings[default_payment_method]');
  if (idOf(method.customer) !== customer) {
    throw notAttached(id);
  }
}

function createCustomer(act: Act, params: Parsed<typeof createParams>): Stripe.Customer {
  const { payment_method: method, invoice_settings: invoicing, ...rest } = params;
  const blank = newCustomer(act);
  const customer = act.put('customers', withParams(act, blank, rest)) as Stripe.Customer;
  act.emit('customer.created', customer);
  let attached: string | undefined;
  if (method !== undefined) {
    const resolved = resolvePaymentMethod(act, method, 'payment_method');
    attached = attachPaymentMethod(act, resolved, customer.id).id;
  }
  if (!invoicing) return customer;
  const named = invoicing.default_payment_method;
  const settings =
    attached !== undefined && named === method
      ? { ...invoicing, default_payment_method: attached }
      : invoicing;
  const settled = withParams(act, customer, { invoice_settings: settings });
  return act.put('customers', settled) as Stripe.Customer;
}

function updateCustomer(
  act: Act,
  before: Stripe.Customer,
  params: Parsed<typeof fields>,
): Stripe.Customer {
  const after = withParams(act, before, params);
  act.put('customers', after);
  const changed = changedFrom(before, after);
  if (Object.keys(changed).length > 0) act.emit('customer.updated', after, changed);
  return after;
}

function deleteCustomer(act: Act, customer: Stripe.Customer): Stripe.DeletedCustomer {
  for (const method of [...act.store.newestFirst('payment_methods')]) {
    if (idOf(method.customer) === customer.id) detachPaymentMethod(act, method);
  }
  act.emit('customer.deleted', act.get('customers', customer.id) ?? customer);
  const deleted: Stripe.DeletedCustomer = { id: customer.id, object: 'customer', deleted: true };
  return act.put('customers', deleted) as Stripe.DeletedCustomer;
}

export const customerRoutes: Route[] = [
  post('/v1/customers', createParams, ({ act, params }) => createCustomer(act, params)),
  get('/v1/customers', { ...pageByTime, email: text(), test_clock: text() }, (call) =>
    listPage(call.act, 'customers', call.url, call.params, (customer) => {
      if (customer.deleted) return false;
      return call.params.email === undefined || customer.email === call.params.email;
    }),
  ),
  get('/v1/customers/:id', {}, ({ act, path }) => act.fromPath('customers', path['id'] ?? '')),
  post('/v1/customers/:id', { ...fields, default_source: unsupported }, ({ act, params, path }) =>
    updateCustomer(act, act.customer(path['id'] ?? '', 'path'), params),
  ),
  del('/v1/customers/:id', {}, ({ act, path }) =>
    deleteCustomer(act, act.customer(path['id'] ?? '', 'path')),
  ),
  get(
    '/v1/customers/:id/payment_methods',
    { ...page, type: text(), allow_redisplay: text() },
    ({ act, params, path, url }) => {
      const { id } = act.customer(path['id'] ?? '', 'path');
      return listPage(
        act,
        'payment_methods',
        url,
        params,
        (method) => idOf(method.customer) === id && (params.type ?? method.type) === method.type,
      );
    },
  ),
  get('/v1/customers/:id/payment_methods/:method', {}, ({ act, path }) => {
    const customer = act.customer(path['id'] ?? '', 'path');
    const method = act.fromPath('payment_methods', path['method'] ?? '');
    if (idOf(method.customer) !== customer.id) throw notAttached(method.id);
    return method;
  }),
];
