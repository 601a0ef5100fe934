import { PaymentProviderUnavailable } from '../payments.errors.js';
import { ProviderThrottle } from './provider-throttle.js';

/** A throttle whose time is moved by hand: waiting takes it there at once. */
function aThrottle(fields: { perSecond?: number; burst?: number; longestWaitMs?: number } = {}) {
  const time = { nowMs: 0, waited: [] as number[] };
  const throttle = new ProviderThrottle({
    perSecond: 10,
    burst: 3,
    longestWaitMs: 1_000,
    ...fields,
    nowMs: () => time.nowMs,
    wait: (milliseconds) => {
      time.waited.push(milliseconds);
      return Promise.resolve();
    },
  });
  return { throttle, time };
}

describe('the throttle in front of the provider', () => {
  it('lets a burst through at once, then one each tenth of a second', async () => {
    const { throttle, time } = aThrottle();
    for (let call = 0; call < 5; call += 1) await throttle.pass();
    expect(time.waited).toEqual([100, 200]);
  });

  it('fills up again with time, and never above the burst', async () => {
    const { throttle, time } = aThrottle();
    for (let call = 0; call < 3; call += 1) await throttle.pass();
    time.nowMs = 60_000;
    for (let call = 0; call < 4; call += 1) await throttle.pass();
    expect(time.waited).toEqual([100]);
  });

  it('refuses whoever would wait too long, without taking a place', async () => {
    const { throttle, time } = aThrottle({ longestWaitMs: 150 });
    for (let call = 0; call < 4; call += 1) await throttle.pass();
    const refused = await throttle.pass().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PaymentProviderUnavailable);
    expect(refused).toMatchObject({ retryAfterSeconds: 1 });
    time.nowMs = 100;
    await throttle.pass();
    expect(time.waited).toEqual([100, 100]);
  });

  it('keeps still as long as the provider asks, and counts what was waited before', async () => {
    const { throttle, time } = aThrottle({ longestWaitMs: 5_000 });
    throttle.pause('3');
    expect(await throttle.pass()).toBe(3_000);
    throttle.pause('3');
    await expect(throttle.pass(3_000)).rejects.toMatchObject({ retryAfterSeconds: 3 });
    expect(time.waited).toEqual([3_000]);
  });

  it.each([undefined, '', 'soon', '-1'])('takes a second for a pause of %p', async (header) => {
    const { throttle } = aThrottle({ longestWaitMs: 5_000 });
    throttle.pause(header);
    expect(await throttle.pass()).toBe(1_000);
  });
});
