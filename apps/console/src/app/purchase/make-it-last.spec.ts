import type { Permission } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { threshold, thresholdList } from '../../testing/notification-views.js';
import { overview, subscriptionDetail } from '../../testing/recurring-views.js';
import { ACME, member, problem } from '../../testing/views.js';
import { MakeItLast } from './make-it-last.js';

const AUTO_TOPUP = `/api/tokens/auto-topup/${ACME}`;
const SUBSCRIPTION = `/api/tokens/subscription/${ACME}`;
const ALERTS = `/api/tokens/notifications/thresholds/${ACME}`;

async function open(permissions?: Permission[]) {
  const console = await Console.open({ user: member(permissions) });
  const fixture = await console.show(MakeItLast);
  const element = fixture.nativeElement as HTMLElement;
  const answer = async (policies: object, subscription: object, alerts: object) => {
    await console.answer(AUTO_TOPUP, policies);
    await console.answer(SUBSCRIPTION, subscription);
    await console.answer(ALERTS, alerts);
    await console.settle(fixture);
  };
  return { console, fixture, element, answer };
}

const NOTHING = [
  overview({ policies: [] }),
  { subscription: null, preview: [] },
  thresholdList([]),
];

describe('MakeItLast', () => {
  it('offers what is not set up yet, each at its page', async () => {
    const { element, answer } = await open();
    await answer(NOTHING[0]!, NOTHING[1]!, NOTHING[2]!);
    const pages = [...element.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(pages.map((page) => page?.split('/').at(-1))).toEqual([
      ...['auto-topup', 'subscription', 'alerts'],
    ]);
    expect(control(element, 'Set up: Buy by itself').textContent).toBe('Set up');
  });

  it('says what is set up already, with what it may spend and when', async () => {
    const { element, answer } = await open();
    await answer(overview(), subscriptionDetail(), thresholdList([threshold(), threshold()]));
    const text = textOf(element);
    expect(text).toContain('Auto top-up is on Below 100,000 tokens, at most $500.00 a month.');
    expect(text).toContain('The subscription renews Jun 30 $244.97 with tax.');
    expect(text).toContain('2 alerts watch it');
    expect(text).not.toContain('Set up');
  });

  it('offers nothing to those who may not set anything up', async () => {
    const { element, answer } = await open(['tokens.view', 'tokens.purchase']);
    await answer(NOTHING[0]!, NOTHING[1]!, NOTHING[2]!);
    expect(textOf(element)).toBe('');
  });

  it('leaves out what did not load', async () => {
    const { console, fixture, element } = await open();
    await console.answer(AUTO_TOPUP, problem('overloaded', 503), 503);
    await console.answer(ALERTS, thresholdList([threshold()]));
    await console.settle(fixture);
    expect(textOf(element)).toContain('1 alert watches it');
    expect(textOf(element)).not.toContain('top-up');
  });
});
