import { attemptWindowStart, cardFreeAt, declineClass, nextRetryAt } from './decline-policy.js';

const AT = new Date('2026-03-01T12:00:00Z');

describe('the class of a decline', () => {
  it.each([
    ['card_declined', 'stolen_card'],
    ['card_declined', 'lost_card'],
    ['expired_card', null],
    ['authentication_required', null],
    ['card_declined', 'authentication_required'],
    ['payment_method_unusable', null],
    ['payment_refused', 'amount_too_small'],
    ['payment_refused', null],
  ])('%s/%s stops at once', (code, declineCode) => {
    expect(declineClass({ code, declineCode })).toBe('hard');
  });

  it.each([
    ['card_declined', 'insufficient_funds'],
    ['card_declined', 'generic_decline'],
    ['card_declined', null],
    ['processing_error', null],
    ['a_code_of_tomorrow', 'unheard_of'],
  ])('%s/%s is tried again', (code, declineCode) => {
    expect(declineClass({ code, declineCode })).toBe('soft');
  });
});

describe('the schedule of retries', () => {
  it('waits 1 h, 3 h, 7 h, then a day each time', () => {
    const hours = [1, 2, 3, 4, 5, 20].map(
      (declines) => (nextRetryAt(declines, AT).getTime() - AT.getTime()) / 3_600_000,
    );
    expect(hours).toEqual([1, 3, 7, 24, 24, 24]);
  });
});

describe('the limit per card', () => {
  it('lets a card be tried at once while there were fewer attempts', () => {
    expect(cardFreeAt(null, AT)).toEqual(AT);
  });

  it('waits until the fifteenth latest attempt is thirty days old, and not longer', () => {
    const attempt = new Date('2026-02-10T00:00:00Z');
    const freeAt = cardFreeAt(attempt, AT);
    expect(freeAt).toEqual(new Date('2026-03-12T00:00:00Z'));
    expect(cardFreeAt(attempt, freeAt)).toEqual(freeAt);
    expect(attemptWindowStart(freeAt)).toEqual(attempt);
  });
});
