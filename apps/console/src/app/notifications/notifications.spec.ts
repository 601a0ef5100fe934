import { Console, control, textOf } from '../../testing/console-harness.js';
import { notification, recipients } from '../../testing/notification-views.js';
import { person } from '../../testing/organization-views.js';
import { ACME, member, problem } from '../../testing/views.js';
import { NotificationBell } from '../shared/notifications/notification-bell.js';
import { InboxPage } from './inbox-page.js';
import { RecipientsPage } from './recipients-page.js';

const LIST = '/api/tokens/notifications?';
const RECIPIENTS = `/api/tokens/notifications/recipients/${ACME}`;
const ADMIN = member(['tokens.view', 'tokens.configure', 'organization.admin']);

async function inbox(inputs: Record<string, unknown> = {}) {
  const console = await Console.open();
  const fixture = await console.show(InboxPage, inputs);
  const element = fixture.nativeElement as HTMLElement;
  return { console, element, settle: () => console.settle(fixture) };
}

describe('the notification inbox', () => {
  it('tells what is read from what is not, and marks one read', async () => {
    const { console, element, settle } = await inbox();
    const read = notification({ id: 'notification-2', readAt: '2026-06-18T18:05:00.000Z' });
    await console.answer(LIST, { data: [notification(), read], nextCursor: null });
    await settle();
    const rows = [...element.querySelectorAll('li')].map(textOf);
    expect(rows[0]).toContain('262,500 tokens added (unread) Growth was bought for $244.97.');
    expect(rows[1]).toContain('(read)');
    control(element, 'Mark read: 262,500 tokens added').click();
    await console.answer('/api/tokens/notifications/notification-1/read', notification());
    const again = await console.answer(LIST, { data: [read], nextCursor: null });
    expect(again).toBeGreaterThan(0);
  });

  it('marks everything read, and says when that is refused', async () => {
    const { console, element, settle } = await inbox();
    await console.answer(LIST, { data: [notification()], nextCursor: null });
    control(element, 'Mark all read').click();
    await console.answer('/api/tokens/notifications/read-all', problem('overloaded', 503), 503);
    await settle();
    expect(textOf(element)).toContain('Title of overloaded');
  });

  it('keeps the filter in the address', async () => {
    const { console, element, settle } = await inbox({ unread: 'true' });
    await console.answer(LIST, { data: [], nextCursor: null });
    await settle();
    expect(textOf(element)).toContain('Everything is read');
    expect(textOf(element.querySelector('[aria-current=true]'))).toBe('Unread');
  });

  it('says that nothing was told yet', async () => {
    const empty = await inbox();
    await empty.console.answer(LIST, { data: [], nextCursor: null });
    await empty.settle();
    expect(textOf(empty.element)).toContain('Nothing was told yet');
  });

  it('says why it did not load', async () => {
    const { console, element, settle } = await inbox();
    await console.answer(LIST, problem('overloaded', 503), 503);
    await settle();
    expect(textOf(element)).toContain('The list of notifications did not load.');
  });
});

describe('NotificationBell', () => {
  it('says how much nobody has read, and takes one off at once', async () => {
    const console = await Console.open();
    const fixture = await console.show(NotificationBell);
    const element = fixture.nativeElement as HTMLElement;
    const second = notification({ id: 'notification-2', title: 'The card was declined' });
    await console.answer(LIST, { data: [notification(), second], nextCursor: 'c-2' });
    await console.settle(fixture);
    const bell = () => element.querySelector('button')?.getAttribute('aria-label');
    expect(bell()).toBe('Notifications, more than 2 unread');
    control(element, 'Mark read: The card was declined').click();
    await console.settle(fixture);
    expect(bell()).toBe('Notifications, more than 1 unread');
  });

  it('says that nothing is unread', async () => {
    const console = await Console.open();
    const fixture = await console.show(NotificationBell);
    await console.answer(LIST, { data: [], nextCursor: null });
    await console.settle(fixture);
    const element = fixture.nativeElement as HTMLElement;
    expect(textOf(element)).toContain('Nothing that nobody has read.');
  });
});

describe('who is told', () => {
  const open = async (user = ADMIN) => {
    const console = await Console.open({ user });
    const fixture = await console.show(RecipientsPage);
    const settle = () => console.settle(fixture);
    console.http.expectOne(RECIPIENTS).flush(recipients(), { headers: { etag: '"7"' } });
    await settle();
    return { console, element: fixture.nativeElement as HTMLElement, settle };
  };
  const topic = (element: Element, label: string) =>
    element.querySelector(`[aria-label="${label}"]`)!;

  it('shows each topic, how it is told, to whom, and the addresses of mails', async () => {
    const { element } = await open(member(['tokens.view']));
    expect(textOf(topic(element, 'Low balance'))).toContain('Default');
    expect(textOf(topic(element, 'Low balance'))).toContain('All administrators');
    expect(textOf(topic(element, 'Low balance'))).toContain('Mails go to admin@acme.test');
    expect(textOf(topic(element, 'Receipts'))).toContain('The billing address');
    expect(textOf(topic(element, 'Receipts'))).toContain('cfo@acme.test');
    expect(textOf(element)).toContain('You can look, but not change.');
  });

  it('adds a member and saves what was chosen, leaving untouched topics at their default', async () => {
    const { console, element, settle } = await open();
    const timesAsked = await console.answer(`/api/organizations/${ACME}/members`, {
      data: [person({ userId: 'user-2', name: 'Vera', email: 'vera@acme.test' })],
      nextCursor: null,
    });
    expect(timesAsked).toBe(1);
    await settle();
    const select = topic(element, 'Receipts').querySelector('select')!;
    select.value = 'user-2';
    select.dispatchEvent(new Event('change'));
    await settle();
    expect(textOf(topic(element, 'Receipts'))).toContain('Vera');
    expect(textOf(element)).toContain('Unsaved: receipts');
    control(element, 'Save').click();
    await settle();
    const asked = console.http.expectOne({ method: 'PUT', url: RECIPIENTS });
    expect(asked.request.headers.get('If-Match')).toBe('"7"');
    expect(asked.request.body).toEqual({
      rules: [
        {
          topic: 'purchases',
          channels: ['email'],
          recipients: ['billing', 'cfo@acme.test', 'user-2'],
        },
      ],
    });
  });

  it('says that nobody is told where every channel is off, and that somebody else saved', async () => {
    const { console, element, settle } = await open();
    control(topic(element, 'Receipts'), 'E-mail')
      .querySelector('input')
      ?.dispatchEvent(new Event('change'));
    await settle();
    expect(textOf(topic(element, 'Receipts'))).toContain('Nobody is told');
    control(element, 'Save').click();
    await console.answer(RECIPIENTS, problem('precondition-failed', 412), 412);
    await settle();
    expect(textOf(element)).toContain('Somebody else changed this while you did.');
  });

  it('takes no address that is none', async () => {
    const { element, settle } = await open();
    const group = topic(element, 'Receipts');
    const select = group.querySelector('select')!;
    select.value = 'address';
    select.dispatchEvent(new Event('change'));
    await settle();
    const field = group.querySelector<HTMLInputElement>('input[type=email]')!;
    field.value = 'nobody';
    control(group, 'Add').click();
    await settle();
    expect(textOf(group)).toContain('This is not an e-mail address.');
    field.value = 'ops@acme.test';
    control(group, 'Add').click();
    await settle();
    expect(textOf(group)).toContain('ops@acme.test');
  });
});
