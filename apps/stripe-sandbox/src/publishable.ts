import { ApiError, invalidRequest } from './errors.js';
import type { Call } from './route.js';

interface Secret {
  id: string;
  client_secret: string | null;
}

/** Members of an intent that only a secret key may see. */
const HIDDEN = [
  'amount_capturable',
  'amount_received',
  'application',
  'application_fee_amount',
  'customer',
  'customer_account',
  'latest_attempt',
  'latest_charge',
  'mandate',
  'metadata',
  'on_behalf_of',
  'payment_method_options',
  'review',
  'single_use_mandate',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_data',
  'transfer_group',
];

/** How a browser with a publishable key may use an intent: with its client secret only. */
export const forBrowser = {
  /** The intent itself, once the client secret fits; 400 or 401 otherwise. */
  check<T extends Secret>(
    call: Pick<Call<unknown>, 'isPublishable'>,
    intent: T,
    secret: string | undefined,
  ): T {
    if (secret === undefined && !call.isPublishable) return intent;
    if (secret === intent.client_secret) return intent;
    if (secret === undefined) {
      throw new ApiError(401, {
        type: 'invalid_request_error',
        message:
          'This API call cannot be made with a publishable API key. Please use a secret API key, ' +
          'or pass the client_secret.',
      });
    }
    throw invalidRequest(
      `The client_secret provided does not match the client_secret associated with ${intent.id}.`,
      { code: 'intent_invalid_client_secret', param: 'client_secret' },
    );
  },

  /** The intent without what is none of a browser's business. */
  view<T extends Secret>(call: Pick<Call<unknown>, 'isPublishable'>, intent: T): object {
    if (!call.isPublishable) return intent;
    return Object.fromEntries(Object.entries(intent).filter(([name]) => !HIDDEN.includes(name)));
  },
};
