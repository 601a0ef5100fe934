import { ApiError, docUrl, type ErrorBody } from './errors.js';
import type { Decline } from './test-cards.js';

/** How the card networks put a decline: their code, and their advice on trying again. */
const NETWORK: Record<string, readonly [code: string, advice: string]> = {
  generic_decline: ['01', 'try_again_later'],
  insufficient_funds: ['51', 'try_again_later'],
  lost_card: ['41', 'do_not_try_again'],
  stolen_card: ['43', 'do_not_try_again'],
  card_velocity_exceeded: ['65', 'try_again_later'],
  expired_card: ['54', 'do_not_try_again'],
  incorrect_cvc: ['N7', 'confirm_card_data'],
  processing_error: ['96', 'try_again_later'],
};

/** The bank's answer to an off-session payment whose holder would have to authenticate. */
export const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/** The networks' code and advice for a decline, where they give one. */
export function networkAnswer(decline: Decline): { code: string; advice: string } | null {
  const found = NETWORK[decline.declineCode ?? decline.code];
  return found ? { code: found[0], advice: found[1] } : null;
}

/** The members that a decline has in an error answer and in `last_payment_error`. */
export function declineBody(decline: Decline): ErrorBody {
  const network = networkAnswer(decline);
  return {
    type: 'card_error',
    ...(network && { advice_code: network.advice }),
    code: decline.code,
    ...(decline.declineCode !== undefined && { decline_code: decline.declineCode }),
    doc_url: docUrl(decline.code),
    message: decline.message,
    ...(network && { network_decline_code: network.code }),
  };
}

/** 402 with the decline; what the attempt left behind (a failed charge, a status) is kept. */
export function cardError(decline: Decline, details: Partial<ErrorBody>): ApiError {
  const param = decline.code === 'incorrect_cvc' ? { param: 'cvc' } : {};
  return new ApiError(
    402,
    { ...declineBody(decline), ...param, ...details },
    { keepsChanges: true, remembered: true },
  );
}
