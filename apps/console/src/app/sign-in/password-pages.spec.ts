import { Console, textOf } from '../../testing/console-harness.js';
import { problem } from '../../testing/views.js';
import { ForgotPasswordPage } from './forgot-password-page.js';
import { ResetPasswordPage } from './reset-password-page.js';

function type(element: HTMLElement, id: string, text: string): void {
  const field = element.querySelector<HTMLInputElement>(`#${id}`);
  if (!field) throw new Error(`There is no field ${id}`);
  field.value = text;
  field.dispatchEvent(new Event('input'));
}

function submit(element: HTMLElement): void {
  element.querySelector('form')?.dispatchEvent(new Event('submit'));
}

describe('ForgotPasswordPage', () => {
  it('answers the same whether the account exists or not', async () => {
    const console = await Console.open({ user: null });
    const fixture = await console.show(ForgotPasswordPage);
    const element = fixture.nativeElement as HTMLElement;
    type(element, 'email', 'who@acme.test');
    submit(element);
    await console.answer('/api/auth/password/forgot', {}, 202);
    await console.settle(fixture);
    expect(textOf(element)).toContain('If who@acme.test has an account');
  });
});

describe('ResetPasswordPage', () => {
  it('sets the password by the token of the link', async () => {
    const console = await Console.open({ user: null });
    const fixture = await console.show(ResetPasswordPage, { token: 'token-7' });
    const element = fixture.nativeElement as HTMLElement;
    type(element, 'password', 'long enough words');
    type(element, 'again', 'long enough words');
    submit(element);
    await console.settle(fixture);
    const request = console.http.expectOne('/api/auth/password/reset');
    expect(request.request.body).toEqual({ token: 'token-7', password: 'long enough words' });
    request.flush(null);
    await console.settle(fixture);
    expect(textOf(element)).toContain('The password is set');
  });

  it('refuses a short password and two that differ before it asks', async () => {
    const console = await Console.open({ user: null });
    const fixture = await console.show(ResetPasswordPage, { token: 'token-7' });
    const element = fixture.nativeElement as HTMLElement;
    type(element, 'password', 'short');
    type(element, 'again', 'other');
    submit(element);
    await console.settle(fixture);
    console.http.expectNone('/api/auth/password/reset');
    expect(textOf(element)).toContain('Use at least 10 characters.');
    expect(textOf(element)).toContain('The two passwords differ.');
  });

  it('offers another link when this one is used up', async () => {
    const console = await Console.open({ user: null });
    const fixture = await console.show(ResetPasswordPage, { token: 'used', invitation: true });
    const element = fixture.nativeElement as HTMLElement;
    expect(textOf(element)).toContain('Accept the invitation');
    type(element, 'password', 'long enough words');
    type(element, 'again', 'long enough words');
    submit(element);
    await console.answer('/api/auth/password/reset', problem('invalid-token', 400), 400);
    await console.settle(fixture);
    expect(textOf(element)).toContain('Title of invalid-token.');
    expect(textOf(element)).toContain('Ask for another link');
  });

  it('says when the link came without its token', async () => {
    const console = await Console.open({ user: null });
    const fixture = await console.show(ResetPasswordPage);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain('The link is incomplete');
  });
});
