import { TestBed } from '@angular/core/testing';
import { LiveStream, STREAM_TRANSPORT } from '../core/live/live-stream.js';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { LostConnection } from './lost-connection.js';

describe('LostConnection', () => {
  it('says since when, counts down to the next try, and tries at once when asked', async () => {
    let tries = 0;
    const refused = {
      fetch: () => {
        tries += 1;
        return Promise.reject(new TypeError('refused'));
      },
      wait: () => new Promise<void>(() => undefined),
    };
    const console = await Console.open({
      providers: [{ provide: STREAM_TRANSPORT, useValue: refused }],
    });
    TestBed.inject(LiveStream);
    await console.settle();
    expect(TestBed.inject(LiveStream).state()).toBe('reconnecting');
    const fixture = await console.show(LostConnection);
    const element = fixture.nativeElement as HTMLElement;
    expect(textOf(element)).toMatch(
      /^The live connection is lost\. Figures are as of 14:32\. Try again, [12] s$/,
    );
    control(element, 'Try again').click();
    await console.settle(fixture);
    expect(tries).toBe(2);
    expect(textOf(element)).toMatch(/Try again, [1-4] s$/);
  });
});
