import {
  daysLater,
  graceDaysLeft,
  nextGraceReminder,
  renewalReminderAt,
} from './reminder-times.js';

const NEW_YORK = 'America/New_York';
const at = (text: string) => new Date(text);

describe('the reminder of a renewal', () => {
  it('comes at nine in the morning three local days before', () => {
    const chargeAt = at('2027-03-16T01:30:00Z');
    const now = at('2027-03-01T00:00:00Z');
    // The charge is on the 15th in New York; the 12th is still winter time.
    expect(renewalReminderAt(chargeAt, NEW_YORK, now)).toEqual(at('2027-03-12T14:00:00Z'));
    expect(renewalReminderAt(chargeAt, 'Asia/Tokyo', now)).toEqual(at('2027-03-13T00:00:00Z'));
  });

  it('does not come once its morning is over, nor without a charge', () => {
    const chargeAt = at('2027-03-16T01:30:00Z');
    expect(renewalReminderAt(chargeAt, NEW_YORK, at('2027-03-12T14:00:00Z'))).toBeNull();
    expect(renewalReminderAt(null, NEW_YORK, chargeAt)).toBeNull();
  });
});

describe('the reminders in grace', () => {
  const ends = at('2027-03-18T12:00:00Z');

  it('come three days and one day before its end, at the same local time', () => {
    expect(nextGraceReminder(ends, 'UTC', at('2027-03-11T12:00:00Z'))).toEqual({
      at: at('2027-03-15T12:00:00Z'),
      daysLeft: 3,
    });
    expect(nextGraceReminder(ends, 'UTC', at('2027-03-15T12:00:00Z'))).toEqual({
      at: at('2027-03-17T12:00:00Z'),
      daysLeft: 1,
    });
    expect(nextGraceReminder(ends, 'UTC', at('2027-03-17T12:00:00Z'))).toBeNull();
  });

  it('say how many days are left, the least where several are due, none after the end', () => {
    const left = ['2027-03-15T11:59:59Z', '2027-03-15T12:00:00Z', '2027-03-17T13:00:00Z'].map(
      (now) => graceDaysLeft(ends, 'UTC', at(now)),
    );
    expect(left).toEqual([null, 3, 1]);
    expect(graceDaysLeft(ends, 'UTC', ends)).toBeNull();
  });

  it('count local days across a change of clocks', () => {
    const spring = at('2027-03-11T17:00:00Z');
    expect(daysLater(spring, 7, NEW_YORK)).toEqual(at('2027-03-18T16:00:00Z'));
  });
});
