import type { Act } from './act.js';
import { atTime } from './balance-transactions.js';
import { invalidParameter } from './errors.js';
import { fullList } from './listing.js';
import { idOf } from './act.js';
import type { TableName } from './store.js';

type Json = Record<string, unknown>;

const DEEPEST = 4;

/** Members that hold the id of another object, and where that object is kept. */
const REFERENCES: Record<string, TableName> = {
  balance_transaction: 'balance_transactions',
  charge: 'charges',
  customer: 'customers',
  default_payment_method: 'payment_methods',
  failure_balance_transaction: 'balance_transactions',
  latest_attempt: 'setup_attempts',
  latest_charge: 'charges',
  payment_intent: 'payment_intents',
  payment_method: 'payment_methods',
  setup_intent: 'setup_intents',
};
const SOURCES: Record<string, TableName> = { ch: 'charges', re: 'refunds', du: 'disputes' };

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isList = (value: Json): value is Json & { data: Json[] } => Array.isArray(value['data']);

/** An object as it is answered: balance transactions know whether their money is available. */
function present(act: Act, value: Json): Json {
  if (isList(value)) return { ...value, data: value.data.map((item) => present(act, item)) };
  if (value['object'] === 'balance_transaction') {
    return { ...atTime(value as unknown as Parameters<typeof atTime>[0], act.now) };
  }
  return value;
}

/** Sub-lists and back references that exist only when they are asked for. */
function onDemand(act: Act, owner: Json, name: string): unknown {
  const id = String(owner['id']);
  const kind = String(owner['object']);
  if (kind === 'charge' && name === 'refunds') {
    const refunds = [...act.store.newestFirst('refunds')].filter(
      (refund) => idOf(refund.charge) === id,
    );
    return fullList(refunds, `/v1/charges/${id}/refunds`);
  }
  if (kind === 'charge' && name === 'dispute') {
    for (const dispute of act.store.newestFirst('disputes')) {
      if (idOf(dispute.charge) === id) return dispute;
    }
    return null;
  }
  if (kind === 'customer' && ['sources', 'subscriptions', 'tax_ids'].includes(name)) {
    return fullList([], `/v1/customers/${id}/${name}`);
  }
  return undefined;
}

function referenced(act: Act, owner: Json, name: string, id: string): unknown {
  if (owner['object'] === 'charge' && name === 'payment_method') return undefined;
  const isSource = owner['object'] === 'balance_transaction' && name === 'source';
  const table = isSource ? SOURCES[id.split('_')[0] ?? ''] : REFERENCES[name];
  return table && act.get(table, id);
}

function expandPath(act: Act, owner: Json, path: string[], whole: string): Json {
  const [name, ...rest] = path;
  if (name === undefined) return owner;
  if (isList(owner) && name === 'data') {
    return { ...owner, data: owner.data.map((item) => expandPath(act, item, rest, whole)) };
  }
  const held = owner[name];
  if (held === null) return owner;
  const found =
    typeof held === 'string'
      ? referenced(act, owner, name, held)
      : (held ?? onDemand(act, owner, name));
  if (found === null) return { ...owner, [name]: null };
  if (!isJson(found)) {
    throw invalidParameter(
      `This property cannot be expanded (${whole}). You may want to try expanding ` +
        `'data.${whole}' for list endpoints.`,
      null,
      'expand',
    );
  }
  return { ...owner, [name]: expandPath(act, present(act, found), rest, whole) };
}

/** The answer to send: `value` with the wanted references replaced by their objects. */
export function render(act: Act, value: object, expand: readonly string[]): object {
  let rendered = present(act, value as Json);
  for (const wanted of expand) {
    const path = wanted.split('.');
    if (path.filter((segment) => segment !== 'data').length > DEEPEST) {
      throw invalidParameter(
        'You cannot expand more than 4 levels of a property.',
        'property_expansion_max_depth',
        'expand',
      );
    }
    rendered = expandPath(act, rendered, path, wanted);
  }
  return rendered;
}
