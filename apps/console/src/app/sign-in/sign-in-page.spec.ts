import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { installation, member, problem } from '../../testing/views.js';
import { SignInPage } from './sign-in-page.js';

@Component({ template: '' })
class Blank {}

async function open(returnUrl?: string, sandbox = true) {
  const console = await Console.open({
    user: null,
    installation: installation({ sandbox }),
    routes: [{ path: '**', component: Blank }],
  });
  const fixture = await console.show(SignInPage, { returnUrl });
  return { console, fixture, element: fixture.nativeElement as HTMLElement };
}

function type(element: HTMLElement, id: string, text: string): void {
  const field = element.querySelector<HTMLInputElement>(`#${id}`);
  if (!field) throw new Error(`There is no field ${id}`);
  field.value = text;
  field.dispatchEvent(new Event('input'));
}

describe('SignInPage', () => {
  it('signs in and goes on where one wanted to be', async () => {
    const { console, element } = await open('/o/1/history');
    type(element, 'email', 'admin@acme.test');
    type(element, 'password', 'secret words');
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await console.settle();
    const request = console.http.expectOne('/api/auth/login');
    expect(request.request.body).toEqual({ email: 'admin@acme.test', password: 'secret words' });
    request.flush({ accessToken: 't', expiresIn: 900, user: member() });
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/o/1/history');
  });

  it('asks nothing of the server while a field is wrong, and says which', async () => {
    const { console, fixture, element } = await open();
    type(element, 'email', 'not an address');
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await console.settle(fixture);
    console.http.expectNone('/api/auth/login');
    expect(textOf(element)).toContain('This is not an e-mail address.');
    expect(textOf(element)).toContain('Enter the password.');
    expect(element.querySelector('#email')?.getAttribute('aria-invalid')).toBe('true');
  });

  it('says plainly when e-mail or password are wrong', async () => {
    const { console, fixture, element } = await open();
    control(element, 'admin@acme.test').click();
    await console.answer('/api/auth/login', problem('invalid-credentials', 401), 401);
    await console.settle(fixture);
    expect(textOf(element.querySelector('[role=alert]'))).toContain(
      'Title of invalid-credentials.',
    );
  });

  it('lists demo people in the sandbox only', async () => {
    expect(textOf((await open()).element)).toContain('Acme, buys and configures');
    TestBed.resetTestingModule();
    expect(textOf((await open(undefined, false)).element)).not.toContain('demo people');
  });

  it('shows and hides the password', async () => {
    const { console, fixture, element } = await open();
    control(element, 'Show password').click();
    await console.settle(fixture);
    expect(element.querySelector<HTMLInputElement>('#password')?.type).toBe('text');
    control(element, 'Hide password');
  });
});
