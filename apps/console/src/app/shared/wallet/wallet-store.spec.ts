import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import type { StreamEventView } from '@purser/contracts';
import { Console } from '../../../testing/console-harness.js';
import { ACME, balance, member, NOW, wallet } from '../../../testing/views.js';
import { LiveStream } from '../../core/live/live-stream.js';
import { WalletStore } from './wallet-store.js';

const WALLET = `/api/tokens/wallet/${ACME}`;
const LATER = '2026-06-18T18:33:00.000Z';

async function open(user = member()) {
  const events = new Subject<StreamEventView>();
  const resumed = new Subject<void>();
  const console = await Console.open({
    user,
    providers: [{ provide: LiveStream, useValue: { events, resumed } }],
  });
  const store = TestBed.inject(WalletStore);
  return { console, store, events, resumed };
}

describe('WalletStore', () => {
  it('changes the figures in place when tokens are spent, without reading the wallet again', async () => {
    const { console, store, events } = await open();
    await console.answer(WALLET, wallet());
    events.next({
      type: 'balance',
      balance: balance({ balance: 381_900, available: 369_900, asOf: LATER }),
    });
    await console.settle();
    expect(store.wallet()?.available).toBe(369_900);
    expect(store.wallet()?.lots).toHaveLength(1);
    console.http.expectNone(WALLET);
  });

  it('reads the wallet again after a credit, because lots changed too', async () => {
    const { console, store, events } = await open();
    await console.answer(WALLET, wallet());
    events.next({
      type: 'balance',
      balance: balance({ balance: 644_427, available: 632_427, asOf: LATER }),
    });
    await console.settle();
    expect(store.wallet()?.available).toBe(632_427);
    await console.answer(WALLET, wallet({ balance: 644_427, available: 632_427, lots: [] }));
    expect(store.wallet()?.lots).toEqual([]);
  });

  it('passes news over that is older than what is known, or of somebody else', async () => {
    const { console, store, events } = await open();
    await console.answer(WALLET, wallet());
    events.next({
      type: 'balance',
      balance: balance({ available: 1, asOf: '2026-06-18T18:00:00.000Z' }),
    });
    events.next({
      type: 'balance',
      balance: balance({ organizationId: 'other', available: 2, asOf: LATER }),
    });
    await console.settle();
    expect(store.wallet()).toMatchObject({ available: 369_927, asOf: NOW });
  });

  it('reads the wallet again after a gap of the stream, and when a purchase moved on', async () => {
    const { console, resumed, events } = await open();
    await console.answer(WALLET, wallet());
    resumed.next();
    expect(await console.answer(WALLET, wallet())).toBe(1);
    events.next({ type: 'purchase', referenceId: 'p', status: 'completed' });
    expect(await console.answer(WALLET, wallet())).toBe(1);
  });

  it('asks for nothing on behalf of people who may not view', async () => {
    const { console, store } = await open(member([]));
    await console.settle();
    expect(store.wallet()).toBeUndefined();
    console.http.expectNone(WALLET);
  });
});
