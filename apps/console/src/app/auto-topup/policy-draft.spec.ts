import { policy } from '../../testing/recurring-views.js';
import { changedFields, CUSTOM, definitionOf, draftOf } from './policy-draft.js';
import { triggerWords } from '../shared/format/trigger-words.js';

const schedule = policy({
  trigger: { kind: 'schedule', interval: 'month', dayOfMonth: 31 },
  packageId: null,
  tokens: 50_000,
});

describe('the draft of a policy', () => {
  it('says what the policy says, both ways', () => {
    expect(definitionOf(draftOf(policy()), 'threshold', 'USD')).toEqual({
      trigger: { kind: 'threshold', below: 100_000 },
      packageId: 'package-growth',
      monthlyLimit: { amount: 50_000, currency: 'USD' },
      paymentMethodId: 'pm_1',
      coolDownMinutes: 60,
    });
    expect(definitionOf(draftOf(schedule), 'schedule', 'USD')).toEqual({
      trigger: { kind: 'schedule', interval: 'month', dayOfMonth: 31 },
      tokens: 50_000,
      monthlyLimit: { amount: 50_000, currency: 'USD' },
      paymentMethodId: 'pm_1',
      coolDownMinutes: 60,
    });
    const weekly = { ...draftOf(schedule), interval: 'week' as const };
    expect(definitionOf(weekly, 'schedule', 'USD')?.trigger).toEqual({
      kind: 'schedule',
      interval: 'week',
    });
  });

  it('says nothing while a field does not', () => {
    const good = draftOf(policy());
    for (const bad of [
      { below: 'many' },
      { limit: '' },
      { limit: '0' },
      { coolDown: 'x' },
      { card: '' },
      { what: CUSTOM },
    ]) {
      expect(definitionOf({ ...good, ...bad }, 'threshold', 'USD')).toBeNull();
    }
    const none = { ...draftOf(schedule), dayOfMonth: '' };
    expect(definitionOf(none, 'schedule', 'USD')).toBeNull();
  });

  it('names what was changed', () => {
    const before = draftOf(policy());
    expect(changedFields(before, before)).toEqual([]);
    expect(changedFields(before, { ...before, limit: '400', card: 'pm_2' })).toEqual([
      'monthly limit',
      'card',
    ]);
  });

  it('is written as a sentence', () => {
    expect(triggerWords(policy())).toBe('Below 100,000 tokens');
    expect(triggerWords(schedule)).toBe('Each month on day 31');
  });
});
