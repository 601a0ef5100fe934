import type { ApiKeyView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, problem } from '../../testing/views.js';
import { ApiKeysPage } from './api-keys-page.js';
import { keyStatus, usedLately } from './key-status.js';

const LIST = `/api/organizations/${ACME}/api-keys`;
const DAY_MS = 86_400_000;
const SECRET = 'psk_test_abcdefghijklmnopqrstuvwxyz';

function key(more: Partial<ApiKeyView> = {}): ApiKeyView {
  return {
    id: 'key-1',
    organizationId: ACME,
    name: 'production-inference',
    prefix: 'psk_test_abcd',
    scopes: ['tokens.consume'],
    createdAt: '2026-05-01T10:00:00.000Z',
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...more,
  };
}

async function open(url = '/keys') {
  const console = await Console.open({
    user: member(['tokens.view', 'tokens.consume', 'organization.admin']),
    routes: [{ path: 'keys', component: ApiKeysPage }],
  });
  const harness = await console.visit(url);
  const element = harness.fixture.nativeElement as HTMLElement;
  const dialog = () => {
    const found = element.querySelector('dialog');
    if (!found) throw new Error('No dialog is open');
    return found;
  };
  return { console, element, dialog };
}

function type(field: Element | null, value: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) {
    throw new Error('There is no such field');
  }
  field.value = value;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input'));
  field.dispatchEvent(new Event('input'));
}

describe('ApiKeysPage', () => {
  it('lists keys with what they may, when they were used, and how they stand', async () => {
    const { console, element } = await open();
    await console.answer(LIST, {
      data: [
        key({ lastUsedAt: '2026-06-18T18:30:00.000Z' }),
        key({ id: 'key-2', name: 'old', revokedAt: '2026-06-01T10:00:00.000Z' }),
      ],
      nextCursor: null,
    });
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain('production-inference psk_test_abcd… Copy key id key-1');
    expect(rows[0]).toContain('Active tokens.consume Jun 18, 14:30 Never Revoke…');
    expect(rows[1]).toContain('Revoked tokens.consume Never used Revoked Jun 1');
    expect(rows[1]).not.toContain('Revoke…');
    expect(textOf(element)).toContain('2 keys, 1 in force');
  });

  it('creates a key, shows its secret once, and does not close before it is kept', async () => {
    const { console, element, dialog } = await open();
    await console.answer(LIST, { data: [], nextCursor: null });
    control(element.querySelector('pr-empty')!, 'Create a key').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/keys?create=key');
    type(dialog().querySelector('#key-name'), ' worker ');
    type(dialog().querySelector('#key-expiry'), 'never');
    await console.settle();
    control(dialog(), 'Create the key').click();
    await console.settle();
    const asked = console.http.expectOne((one) => one.method === 'POST' && one.url === LIST);
    expect(asked.request.body).toEqual({
      name: 'worker',
      scopes: ['tokens.consume'],
      expiresAt: null,
    });
    asked.flush({ ...key({ name: 'worker' }), secret: SECRET });
    await console.settle();
    expect(dialog().querySelector<HTMLInputElement>('input[readonly]')?.value).toBe(SECRET);
    expect(control(dialog(), 'Done').hasAttribute('disabled')).toBe(true);
    control(dialog(), 'I have kept it').click();
    await console.settle();
    control(dialog(), 'Done').click();
    await console.answer(LIST, { data: [key({ name: 'worker' })], nextCursor: null });
    expect(element.querySelector('dialog')).toBeNull();
    expect(element.innerHTML).not.toContain(SECRET);
  });

  it('asks for a name and a scope before it asks the server', async () => {
    const { console, dialog } = await open('/keys?create=key');
    await console.answer(LIST, { data: [], nextCursor: null });
    control(dialog(), 'tokens.consume').click();
    control(dialog(), 'Create the key').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Say what the key is for.');
    expect(textOf(dialog())).toContain('Choose at least one');
    console.http.expectNone((one) => one.method === 'POST');
  });

  it('offers only scopes that one holds', async () => {
    const { console, dialog } = await open('/keys?create=key');
    await console.answer(LIST, { data: [], nextCursor: null });
    const scope = control(dialog(), 'tokens.purchase');
    expect(scope.querySelector('input')?.disabled).toBe(true);
    expect(textOf(scope)).toContain('You do not hold it');
    expect(control(dialog(), 'tokens.consume').querySelector('input')?.disabled).toBe(false);
  });

  it('says at the field what the server refused', async () => {
    const { console, dialog } = await open('/keys?create=key');
    await console.answer(LIST, { data: [], nextCursor: null });
    type(dialog().querySelector('#key-name'), 'worker');
    control(dialog(), 'Create the key').click();
    await console.settle();
    const errors = [{ pointer: '/name', detail: 'must be one line of text' }];
    await console.answer(LIST, problem('invalid-request', 400, { errors }), 400);
    expect(textOf(dialog().querySelector('#key-name-hint'))).toBe('It must be one line of text.');
  });

  it('revokes after saying what happens; a key in use only after its name is typed', async () => {
    const { console, element, dialog } = await open();
    const used = key({ lastUsedAt: new Date(Date.now() - DAY_MS).toISOString() });
    await console.answer(LIST, { data: [used], nextCursor: null });
    control(element, 'Revoke production-inference').click();
    await console.settle();
    expect(textOf(dialog())).toContain('are refused everywhere within 5 seconds');
    expect(control(dialog(), 'Revoke the key').hasAttribute('disabled')).toBe(true);
    type(dialog().querySelector('input'), 'production-inference');
    await console.settle();
    control(dialog(), 'Revoke the key').click();
    await console.answer(`${LIST}/key-1`, problem('overloaded', 503), 503);
    expect(textOf(dialog())).toContain('Nothing was changed.');
    control(dialog(), 'Revoke the key').click();
    await console.settle();
    console.http
      .expectOne((one) => one.method === 'DELETE')
      .flush(null, { status: 204, statusText: '' });
    await console.answer(LIST, { data: [], nextCursor: null });
    expect(element.querySelector('dialog')).toBeNull();
  });

  it('says why the list did not load', async () => {
    const { console, element } = await open();
    await console.answer(LIST, problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The list of API keys did not load.');
  });
});

describe('the status of a key', () => {
  const NOW_MS = Date.parse('2026-06-18T18:32:00.000Z');
  const word = (more: Partial<ApiKeyView>) => keyStatus(key(more), NOW_MS).word;
  const inDays = (days: number) => new Date(NOW_MS + days * DAY_MS).toISOString();

  it('is told from its expiry and revocation', () => {
    expect(word({})).toBe('Active');
    expect(word({ expiresAt: inDays(15) })).toBe('Active');
    expect(word({ expiresAt: inDays(3) })).toBe('Expires in 3 days');
    expect(word({ expiresAt: inDays(0.5) })).toBe('Expires within a day');
    expect(word({ expiresAt: inDays(0) })).toBe('Expired');
    expect(word({ expiresAt: inDays(9), revokedAt: inDays(-1) })).toBe('Revoked');
  });

  it('counts use in the last seven days as lately', () => {
    expect(usedLately(key(), NOW_MS)).toBe(false);
    expect(usedLately(key({ lastUsedAt: inDays(-6) }), NOW_MS)).toBe(true);
    expect(usedLately(key({ lastUsedAt: inDays(-8) }), NOW_MS)).toBe(false);
  });
});
