import { HttpClient } from '@angular/common/http';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { Console } from '../../../testing/console-harness.js';
import { member, problem } from '../../../testing/views.js';
import { Session } from './session.js';

@Component({ template: '' })
class Blank {}

const ROUTES = [{ path: '**', component: Blank }];
const REFUSED = problem('not-authenticated', 401);

function get(url: string): Promise<unknown> {
  return firstValueFrom(TestBed.inject(HttpClient).get(url)).catch(
    (error: { status: number }) => error.status,
  );
}

describe('authInterceptor', () => {
  it('sends the access token to the API, and to nobody else', async () => {
    const console = await Console.open();
    void get('/api/things');
    void get('/assets/file.json');
    expect(console.http.expectOne('/api/things').request.headers.get('authorization')).toBe(
      'Bearer token-1',
    );
    expect(console.http.expectOne('/assets/file.json').request.headers.has('authorization')).toBe(
      false,
    );
  });

  it('renews once for all requests that were refused together, then tries each again', async () => {
    const console = await Console.open();
    const answers = Promise.all([get('/api/one'), get('/api/two')]);
    await console.answer('/api/one', REFUSED, 401);
    await console.answer('/api/two', REFUSED, 401);
    const renewed = { accessToken: 'token-2', expiresIn: 900, user: member() };
    expect(await console.answer('/api/auth/refresh', renewed)).toBe(1);
    const again = console.http.expectOne('/api/one');
    expect(again.request.headers.get('authorization')).toBe('Bearer token-2');
    again.flush({ n: 1 });
    await console.answer('/api/two', { n: 2 });
    expect(await answers).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('asks to sign in again over the open page, and then goes on', async () => {
    const console = await Console.open({ routes: ROUTES });
    const session = TestBed.inject(Session);
    const answer = get('/api/things');
    await console.answer('/api/things', REFUSED, 401);
    await console.answer('/api/auth/refresh', REFUSED, 401);
    expect(session.renewalNeeded()).toBe(true);
    const signedIn = session.signIn('admin@acme.test', 'again');
    await console.answer('/api/auth/login', {
      accessToken: 'token-3',
      expiresIn: 900,
      user: member(),
    });
    await signedIn;
    expect(session.renewalNeeded()).toBe(false);
    await console.answer('/api/things', { n: 3 });
    expect(await answer).toEqual({ n: 3 });
  });

  it('goes to sign-in and remembers the address when signing in again is declined', async () => {
    const console = await Console.open({ routes: ROUTES });
    const router = TestBed.inject(Router);
    await router.navigateByUrl('/o/1/history?kind=expiry');
    const answer = get('/api/things');
    await console.answer('/api/things', REFUSED, 401);
    await console.answer('/api/auth/refresh', REFUSED, 401);
    TestBed.inject(Session).declineRenewal();
    expect(await answer).toBe(401);
    await console.settle();
    expect(router.url).toBe('/sign-in?returnUrl=%2Fo%2F1%2Fhistory%3Fkind%3Dexpiry');
  });

  it('does not end the session when the server merely cannot be reached', async () => {
    const console = await Console.open({ routes: ROUTES });
    const answer = get('/api/things');
    await console.answer('/api/things', REFUSED, 401);
    await console.answer('/api/auth/refresh', problem('overloaded', 503), 503);
    expect(await answer).toBe(401);
    expect(TestBed.inject(Session).user()).not.toBeNull();
    expect(TestBed.inject(Session).renewalNeeded()).toBe(false);
  });
});
