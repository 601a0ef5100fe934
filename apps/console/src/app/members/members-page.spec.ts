import type { MemberView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { person } from '../../testing/organization-views.js';
import { ACME, member, problem } from '../../testing/views.js';
import { MembersPage } from './members-page.js';

const MEMBERS = `/api/organizations/${ACME}/members`;
const ADMIN = member(['tokens.view', 'tokens.purchase', 'tokens.configure', 'organization.admin']);
const VERA = person({
  userId: 'user-2',
  email: 'viewer@acme.test',
  name: 'Vera',
  permissions: ['tokens.view'],
});
const GUEST = person({ ...VERA, userId: 'user-3', email: 'new@acme.test', status: 'invited' });

async function open(people: MemberView[]) {
  const console = await Console.open({ user: ADMIN });
  const fixture = await console.show(MembersPage);
  await console.answer(MEMBERS, { data: people, nextCursor: null });
  await console.settle(fixture);
  const element = fixture.nativeElement as HTMLElement;
  const settle = () => console.settle(fixture);
  const dialog = () => element.querySelector('dialog')!;
  const type = async (id: string, text: string) => {
    const field = element.querySelector<HTMLInputElement>(`#${id}`)!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await settle();
  };
  return { console, element, settle, dialog, type };
}

describe('MembersPage', () => {
  it('shows who may do what, and who still has to accept', async () => {
    const { element } = await open([person(), VERA, GUEST]);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('AD Ada You admin@acme.test Custom Yes Yes Yes · No Yes');
    expect(rows[1]).toContain('VE Vera viewer@acme.test Viewer Yes · No');
    expect(textOf(element)).toContain('new@acme.test Viewer, invited');
    expect(textOf(element)).toContain(
      'Configure tokens.configure Sets up alerts, the subscription',
    );
  });

  it('changes only what was shown, and shows what holds where that is outdated', async () => {
    const { console, element, settle, dialog } = await open([person(), VERA]);
    control(element, 'Change what Vera may do').click();
    await settle();
    control(dialog(), 'Buyer').click();
    await settle();
    control(dialog(), 'Save permissions').click();
    await settle();
    const put = console.http.expectOne(`${MEMBERS}/user-2`);
    expect(put.request.headers.get('If-Match')).toBe('"e-1"');
    const stale = { status: 412, statusText: 'Status 412' };
    put.flush(problem('precondition-failed', 412), stale);
    const theirs = person({
      ...VERA,
      permissions: ['tokens.view', 'tokens.configure'],
      eTag: '"e-2"',
    });
    await console.answer(MEMBERS, { data: [person(), theirs], nextCursor: null });
    await settle();
    expect(textOf(dialog())).toContain('Somebody changed Vera while you did.');
    control(dialog(), 'Buyer').click();
    await settle();
    control(dialog(), 'Save permissions').click();
    await settle();
    const again = console.http.expectOne(`${MEMBERS}/user-2`);
    expect(again.request.headers.get('If-Match')).toBe('"e-2"');
  });

  it('invites with a role, and gives nothing one does not hold', async () => {
    const { console, element, settle, dialog, type } = await open([person()]);
    control(element, 'Invite…').click();
    await settle();
    expect((control(dialog(), 'Admin') as HTMLButtonElement).disabled).toBe(true);
    expect(textOf(dialog())).toContain('You do not hold it, so you cannot give it.');
    control(dialog(), 'Buyer').click();
    await type('invite-email', 'new@acme.test');
    control(dialog(), 'Send the invitation').click();
    await settle();
    const asked = console.http.expectOne({ method: 'POST', url: MEMBERS });
    expect(asked.request.body).toEqual({
      email: 'new@acme.test',
      permissions: ['tokens.view', 'tokens.purchase'],
    });
    asked.flush(GUEST);
    await console.answer(MEMBERS, { data: [person(), GUEST], nextCursor: null });
    await settle();
    expect(element.querySelector('dialog')).toBeNull();
    expect(textOf(element.querySelector('[role=status]'))).toBe('new@acme.test is invited.');
  });

  it('says what is wrong with an invitation and does not send it', async () => {
    const { console, element, settle, dialog, type } = await open([person()]);
    control(element, 'Invite…').click();
    await settle();
    await type('invite-email', 'nobody');
    control(dialog(), 'Send the invitation').click();
    await settle();
    expect(textOf(dialog())).toContain('This is not an e-mail address.');
    console.http.expectNone({ method: 'POST', url: MEMBERS });
  });

  it('changes permissions one by one, and says when that locks oneself out', async () => {
    const { console, element, settle, dialog } = await open([person(), VERA]);
    control(element, 'Change what Ada may do').click();
    await settle();
    control(dialog(), 'Administer').querySelector('input')?.dispatchEvent(new Event('change'));
    await settle();
    expect(textOf(dialog())).toContain('You take your own right to administer away.');
    control(dialog(), 'Save permissions').click();
    await console.answer(`${MEMBERS}/user-1`, problem('last-administrator', 409), 409);
    await settle();
    expect(textOf(dialog())).toContain('Title of last-administrator. Detail of');
    expect(textOf(dialog())).toContain('Nothing was changed.');
  });

  it('asks before somebody is removed, and says what that means', async () => {
    const { console, element, settle, dialog } = await open([person(), VERA]);
    control(element, 'Remove Vera').click();
    await settle();
    expect(textOf(dialog())).toContain('viewer@acme.test loses access to Acme at once.');
    control(dialog(), 'Remove Vera').click();
    await console.answer(`${MEMBERS}/user-2`, {});
    await console.answer(MEMBERS, { data: [person()], nextCursor: null });
    await settle();
    expect(element.querySelectorAll('tbody tr')).toHaveLength(1);
  });

  it('says why it did not load', async () => {
    const console = await Console.open({ user: ADMIN });
    const fixture = await console.show(MembersPage);
    await console.answer(MEMBERS, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain(
      'The list of members did not load.',
    );
  });
});
