/** Money in integer minor units of an ISO 4217 currency: `{ amount: 4900, currency: 'USD' }` = $49.00. */
export interface MoneyView {
  amount: number;
  currency: string;
}

/** What something costs: net, tax, and what is charged. `total = subtotal + tax`. */
export interface QuotePriceView {
  subtotal: MoneyView;
  tax: MoneyView;
  total: MoneyView;
}

/** One page of a list, newest first. `nextCursor` is null on the last page. */
export interface PageView<T> {
  data: T[];
  nextCursor: string | null;
}

/** Who acted: a person, an API key, or Purser itself. */
export interface ActorView {
  type: 'user' | 'api_key' | 'system';
  id: string | null;
  name: string;
}
