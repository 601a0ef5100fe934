import { get, type Route } from './route.js';

/** The one account of the sandbox. */
const ACCOUNT = {
  id: 'acct_sandbox',
  object: 'account',
  business_profile: {
    mcc: '5734',
    minority_owned_business_designation: null,
    name: 'Purser sandbox',
    product_description: null,
    specified_commercial_transactions_act_url: null,
    support_address: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: 'company',
  capabilities: { card_payments: 'active', transfers: 'active' },
  charges_enabled: true,
  country: 'US',
  created: 1_700_000_000,
  default_currency: 'usd',
  details_submitted: true,
  email: 'sandbox@purser.test',
  metadata: {},
  payouts_enabled: true,
  type: 'standard',
};

export const accountRoutes: Route[] = [get('/v1/account', {}, () => ACCOUNT)];
