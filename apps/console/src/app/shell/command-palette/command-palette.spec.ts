import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Session } from '../../core/auth/session.js';
import { Theme } from '../../core/theme/theme.js';
import { Console, textOf } from '../../../testing/console-harness.js';
import { threshold, thresholdList } from '../../../testing/notification-views.js';
import { overview, policy, subscriptionDetail } from '../../../testing/recurring-views.js';
import { ACME, entry, member, organization, purchase, staff } from '../../../testing/views.js';
import { CommandPalette, type PalettePage } from './command-palette.js';
import { fit, kindOfText } from './matching.js';
import { Palette } from './palette.js';

@Component({ template: '' })
class Blank {}

const ID = '019ed000-1234-7abc-8000-000000000001';
const PAGES: PalettePage[] = [
  { label: 'Dashboard', group: '', icon: 'coins', link: ['/o', ACME, 'dashboard'], keys: 'd' },
  { label: 'Audit trail', group: 'Organization', icon: 'coins', link: ['/audit'], keys: 'a' },
];

async function open(user = member(['tokens.view'])) {
  const console = await Console.open({ user, routes: [{ path: '**', component: Blank }] });
  const fixture = await console.show(CommandPalette, { pages: PAGES });
  const element = fixture.nativeElement as HTMLElement;
  const input = element.querySelector('input')!;
  const type = async (text: string) => {
    input.value = text;
    input.dispatchEvent(new Event('input'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await console.settle(fixture);
  };
  const press = async (key: string) => {
    input.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    await console.settle(fixture);
  };
  const options = () => [...element.querySelectorAll('[role=option]')].map(textOf);
  const chosen = () => textOf(element.querySelector('[aria-selected=true]'));
  return { console, fixture, element, input, type, press, options, chosen };
}

const page = <T>(...data: T[]) => ({ data, nextCursor: null });

describe('CommandPalette', () => {
  it('lists the pages one may open, and acts', async () => {
    const { options } = await open();
    expect(options().slice(0, 2)).toEqual(['Dashboard G D', 'Audit trail Organization G A']);
    expect(options()).toContain('Sign out');
    expect(options()).toContain('Dark colours');
  });

  it('moves by arrows around the list, tells where it is, and goes by Enter', async () => {
    const { input, press, chosen, element } = await open();
    await press('ArrowDown');
    expect(chosen()).toContain('Audit trail');
    expect(input.getAttribute('aria-activedescendant')).toBe(
      element.querySelector('[aria-selected=true]')?.id,
    );
    await press('ArrowUp');
    await press('ArrowUp');
    expect(chosen()).toBe('Sign out');
    await press('ArrowDown');
    TestBed.inject(Palette).open();
    await press('Enter');
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/dashboard`);
    expect(TestBed.inject(Palette).opened()).toBe(false);
  });

  it('narrows as one types, and says when nothing is called so', async () => {
    const { console, fixture, type, options, element } = await open();
    await type('aud');
    await console.answer(`/api/tokens/wallet/${ACME}/history?reference=aud`, page());
    await console.settle(fixture);
    expect(options()).toEqual(['Audit trail Organization G A']);
    await type('zzz');
    await console.answer(`/api/tokens/wallet/${ACME}/history?reference=zzz`, page());
    await console.settle(fixture);
    expect(textOf(element)).toContain('Nothing is called “zzz” in Acme.');
  });

  it('finds a movement by the reference that a program gave it', async () => {
    const { console, fixture, type, press, options } = await open();
    await type('batch-88213/item-41');
    await console.answer(`/api/tokens/wallet/${ACME}/history?reference=batch`, page(entry()));
    // It may be the number of an invoice as well.
    await console.answer('/api/tokens/invoices?', page());
    await console.settle(fixture);
    expect(options()[0]).toBe('Ledger entry, usage −4,800 tokens, batch-88213/item-41');
    await press('Enter');
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/history?entry=entry-1`);
  });

  it('finds what a pasted id names, by the instant in it', async () => {
    const { console, fixture, type, press, options } = await open();
    await type(` ${ID} `);
    const asked = console.http.expectOne((one) => one.url === '/api/tokens/purchase');
    expect(asked.request.params.get('organizationId')).toBe(ACME);
    asked.flush(page(purchase({ referenceId: ID, status: 'completed' }), purchase()));
    await console.answer(`/api/tokens/wallet/${ACME}/history?reference=`, page());
    await console.answer(`/api/tokens/wallet/${ACME}/history?from=`, page(entry()));
    await console.answer(`/api/tokens/audit/${ACME}`, page());
    await console.answer('/api/tokens/invoices?', page());
    await console.settle(fixture);
    expect(options()).toEqual(['Purchase, Growth $244.97, completed']);
    await press('Enter');
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/purchases/${ID}`);
  });

  it('finds keys, subscriptions, policies, alerts and endpoints by their ids', async () => {
    const { console, fixture, type, press, options } = await open(
      member(['tokens.view', 'organization.admin']),
    );
    await type(ID);
    const key = { id: ID, name: 'nightly', prefix: 'pk_live_ab12', scopes: [], revokedAt: null };
    await console.answer(`/api/organizations/${ACME}/api-keys`, page(key, { ...key, id: 'other' }));
    await console.answer(`/api/tokens/subscription/${ACME}`, subscriptionDetail({ id: ID }));
    await console.answer(
      `/api/tokens/auto-topup/${ACME}`,
      overview({ policies: [policy({ id: ID })] }),
    );
    await console.answer(
      `/api/tokens/notifications/thresholds/${ACME}`,
      thresholdList([threshold({ id: ID }), threshold()]),
    );
    const endpoint = { id: ID, url: 'https://hooks.acme.test' };
    await console.answer(`/api/organizations/${ACME}/webhook-endpoints`, page(endpoint));
    await console.settle(fixture);
    expect(options().filter((text) => !text.includes('…, '))).toEqual([
      'API key nightly pk_live_ab12…',
      'Subscription monthly, active',
      'Auto top-up policy $500.00 a month, on',
      'Low-balance alert armed at 150,000 tokens',
      'Webhook endpoint https://hooks.acme.test',
    ]);
    for (const _ of [1, 2, 3]) await press('ArrowDown');
    await press('Enter');
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/alerts?alert=${ID}`);
  });

  it('finds what a request did, and for support why it was refused', async () => {
    const { console, fixture, type, options } = await open(
      member(['tokens.view', 'tokens.adjust']),
    );
    await type(ID);
    const done = entry({ requestId: ID });
    await console.answer(`/api/tokens/wallet/${ACME}/history?from=`, page(done, entry()));
    const refused = { lastRequestId: ID, reason: 'insufficient-tokens', lastAmount: 900 };
    await console.answer(`/api/tokens/wallet/${ACME}/refusals`, page(refused));
    await console.settle(fixture);
    expect(options().slice(0, 2)).toEqual([
      'Ledger entry, usage \u22124,800 tokens, batch-88213/item-41',
      'Refused request insufficient-tokens, 900 tokens',
    ]);
  });

  it('finds a key by what logs hold of it', async () => {
    const { console, fixture, type, options } = await open(member(['organization.admin']));
    await type('pk_live_ab12_secret');
    const key = { id: 'key-1', name: 'nightly', prefix: 'pk_live_ab12', revokedAt: '2026-06-01' };
    await console.answer(`/api/organizations/${ACME}/api-keys`, page(key));
    await console.settle(fixture);
    expect(options()[0]).toBe('API key nightly pk_live_ab12…, revoked');
  });

  it('lets staff jump to any organization', async () => {
    const { console, fixture, element, type, options } = await open(staff());
    const settle = () => console.settle(fixture);
    await type('acme');
    await console.answer('/api/organizations?query=acme', page(organization()));
    await console.settle(fixture);
    expect(options()[0]).toBe('Acme Acme Corporation');
    element.querySelector<HTMLElement>('[role=option] .title')?.click();
    await settle();
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/support`);
  });

  it('leads staff from an id to the organization that has it', async () => {
    const { console, fixture, type, options } = await open(staff());
    await type(ID);
    await console.answer(`/api/organizations?query=${ID}`, page(organization()));
    await console.settle(fixture);
    expect(options()).toContain('Acme Acme Corporation');
  });

  it('acts: colours, sign-out', async () => {
    const { console, type, press } = await open();
    await type('dark');
    await press('Enter');
    expect(TestBed.inject(Theme).choice()).toBe('dark');
    TestBed.inject(Theme).choice.set('auto');
    await type('sign out');
    await press('Enter');
    await console.answer('/api/auth/logout', {});
    expect(TestBed.inject(Session).user()).toBeNull();
  });
});

describe('matching', () => {
  it('prefers beginnings, and wants every word', () => {
    expect(fit('Audit trail', 'trail')).toBeGreaterThan(fit('Entrails', 'trail'));
    expect(fit('Audit trail', 'tr au')).toBeGreaterThan(0);
    expect(fit('Audit trail', 'audit log')).toBe(0);
    expect(fit('Anything', '  ')).toBe(1);
  });

  it('tells ids from other texts', () => {
    expect(kindOfText(ID)).toBe('id');
    expect(kindOfText('au')).toBe('nothing');
    expect(kindOfText('INV-2026-000418')).toBe('text');
  });
});
