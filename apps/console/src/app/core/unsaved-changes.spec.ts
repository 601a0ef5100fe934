import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console } from '../../testing/console-harness.js';
import { member } from '../../testing/views.js';
import { Session } from './auth/session.js';
import { UnsavedChanges } from './unsaved-changes.js';

async function open(isUnsaved: boolean) {
  await Console.open({ user: member() });
  const unsaved = TestBed.inject(UnsavedChanges);
  const typed = signal(isUnsaved);
  TestBed.runInInjectionContext(() => unsaved.keep(typed));
  return { unsaved, typed };
}

/** Whether the browser would ask before the page is unloaded. */
function asksToUnload(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

describe('UnsavedChanges', () => {
  it('asks nothing while everything is saved', async () => {
    const { unsaved } = await open(false);
    expect(unsaved.mayLeave()).toBe(true);
    expect(unsaved.question()).toBeNull();
    expect(asksToUnload()).toBe(false);
  });

  it.each([true, false])('asks once and does as it is told: leave = %s', async (leave) => {
    const { unsaved } = await open(true);
    const answer = unsaved.mayLeave();
    unsaved.question()?.(leave);
    expect(await answer).toBe(leave);
    expect(unsaved.question()).toBeNull();
  });

  it('stays where two ways out are taken, until the second is answered', async () => {
    const { unsaved } = await open(true);
    const first = unsaved.mayLeave();
    const second = unsaved.mayLeave();
    expect(await first).toBe(false);
    unsaved.question()?.(true);
    expect(await second).toBe(true);
  });

  it('answers itself once what was typed is saved', async () => {
    const { unsaved, typed } = await open(true);
    const answer = unsaved.mayLeave();
    typed.set(false);
    TestBed.tick();
    expect(await answer).toBe(true);
    expect(unsaved.question()).toBeNull();
  });

  it('asks once for a way out that leads on, and again for the next one', async () => {
    const { unsaved } = await open(true);
    const router = TestBed.inject(Router);
    router.resetConfig([
      { path: 'here', children: [] },
      { path: 'on', canActivate: [() => router.parseUrl('/there')], children: [] },
      { path: 'there', children: [] },
    ]);
    const first = unsaved.mayLeave();
    unsaved.question()?.(true);
    await first;
    expect(unsaved.mayLeave()).toBe(true);
    await router.navigateByUrl('/on');
    expect(router.url).toBe('/there');
    void unsaved.mayLeave();
    expect(unsaved.question()).not.toBeNull();
  });

  it('lets the browser ask before the tab is closed, and no longer once it is saved', async () => {
    const { typed } = await open(true);
    expect(asksToUnload()).toBe(true);
    typed.set(false);
    expect(asksToUnload()).toBe(false);
  });

  it('asks nothing once the session is over', async () => {
    const { unsaved } = await open(true);
    TestBed.inject(Session).declineRenewal();
    expect(unsaved.mayLeave()).toBe(true);
  });
});
