import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Palette } from './command-palette/palette.js';
import { Session } from '../core/auth/session.js';
import { Theme } from '../core/theme/theme.js';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, installation, member, staff, wallet } from '../../testing/views.js';
import { SideNavigation } from './side-navigation.js';

@Component({ template: '' })
class Blank {}

async function open(user = member(), installed = installation()) {
  const console = await Console.open({
    user,
    installation: installed,
    routes: [{ path: '**', component: Blank }],
  });
  const fixture = await console.show(SideNavigation, { inOrganization: true });
  const element = fixture.nativeElement as HTMLElement;
  const pages = () => [...element.querySelectorAll('.pages a')].map(textOf);
  return { console, fixture, element, pages };
}

describe('SideNavigation', () => {
  it('lists the pages one may open, and no others', async () => {
    const buyer = (await open()).pages();
    expect(buyer.slice(0, 3)).toEqual(['Dashboard', 'Buy tokens', 'Balance history']);
    expect(buyer).not.toContain('API keys');
    expect(buyer).not.toContain('Jobs and runs');
    TestBed.resetTestingModule();
    const viewer = (await open(member(['tokens.view']))).pages();
    expect(viewer.slice(0, 3)).toEqual(['Dashboard', 'Balance history', 'Purchases']);
    expect(viewer).toContain('Audit trail');
    TestBed.resetTestingModule();
    expect((await open(member(['organization.admin']))).pages()).toContain('API keys');
    TestBed.resetTestingModule();
    const root = { ...staff(), platformPermissions: ['platform.admin' as const] };
    expect((await open(root)).pages()).toEqual(
      expect.arrayContaining(['Agreed prices', 'Packages and prices', 'Jobs and runs']),
    );
    TestBed.resetTestingModule();
    expect((await open(member([]))).pages()).toEqual([]);
  });

  it('shows the wallet in short on every page', async () => {
    const { console, fixture, element } = await open();
    await console.answer(`/api/tokens/wallet/${ACME}`, wallet());
    await console.settle(fixture);
    expect(textOf(element.querySelector('pr-token-wallet-widget'))).toContain('369,927 tokens');
  });

  it('never lets staff forget whose wallet they are in', async () => {
    const { element } = await open(staff());
    expect(textOf(element.querySelector('pr-badge'))).toBe('Staff');
    expect(control(element, 'Change organization:').getAttribute('href')).toBe('/organizations');
  });

  it('does not offer another organization to people who have one', async () => {
    const { element } = await open();
    expect(element.querySelector('a.switcher')).toBeNull();
    expect(textOf(element.querySelector('.switcher'))).toBe('A Acme USD · New York');
  });

  it('changes the colours of the page', async () => {
    const { console, element } = await open();
    const select = element.querySelector<HTMLSelectElement>('select');
    if (!select) throw new Error('There is no theme');
    select.value = 'dark';
    select.dispatchEvent(new Event('change'));
    await console.settle();
    expect(document.documentElement.style.colorScheme).toBe('dark');
    TestBed.inject(Theme).choice.set('auto');
    await console.settle();
    expect(document.documentElement.style.colorScheme).toBe('light dark');
  });

  it('signs out', async () => {
    const { console, element } = await open();
    control(element, 'Sign out').click();
    await console.answer('/api/auth/logout', {});
    expect(TestBed.inject(Session).user()).toBeNull();
    expect(TestBed.inject(Router).url).toBe('/sign-in');
  });

  it('opens the search over everything', async () => {
    const { element } = await open();
    control(element, 'Search or jump to').click();
    expect(TestBed.inject(Palette).opened()).toBe(true);
  });

  it('lists the sandbox clock only in a sandbox', async () => {
    const user = { ...staff(), platformPermissions: ['platform.admin' as const] };
    expect((await open(user)).pages()).toContain('Sandbox clock');
    TestBed.resetTestingModule();
    expect((await open(user, installation({ sandbox: false }))).pages()).not.toContain(
      'Sandbox clock',
    );
  });
});
