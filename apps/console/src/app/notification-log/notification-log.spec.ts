import type { DeliveryView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, NOW, problem } from '../../testing/views.js';
import { NotificationLogPage } from './notification-log-page.js';

const LOG = '/api/tokens/notifications/deliveries';

function message(more: Partial<DeliveryView> = {}): DeliveryView {
  return {
    id: 'message-1',
    organizationId: ACME,
    channel: 'email',
    event: 'purchase.completed',
    recipient: 'billing@acme.test',
    status: 'failed',
    subject: 'Receipt for 250,000 tokens',
    attempts: 2,
    lastError: 'The mailbox is full.',
    createdAt: NOW,
    sentAt: null,
    topic: 'purchases',
    nextAttemptAt: null,
    attachments: ['INV-2026-000418.pdf'],
    redeliverable: true,
    ...more,
  };
}

async function open(url = '/log') {
  const console = await Console.open({
    user: member(['tokens.view', 'organization.admin']),
    routes: [{ path: 'log', component: NotificationLogPage }],
  });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

const page = (...data: DeliveryView[]) => ({ data, nextCursor: null });

describe('NotificationLogPage', () => {
  it('lists what was said to whom, and what became of it', async () => {
    const { console, element } = await open();
    await console.answer(LOG, page(message(), message({ id: 'm-2', status: 'kept' })));
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toBe(
      'Receipt for 250,000 tokens purchase.completed Failed E-mail billing@acme.test 2 Jun 18, 14:32',
    );
    expect(rows[1]).toContain('Kept here');
  });

  it('asks with the filters of the address; what makes no sense is passed over', async () => {
    const { console, element } = await open(
      '/log?channel=email&status=odd&topic=purchases&event=purchase.completed&cursor=c-2',
    );
    const asked = console.http.expectOne((one) => one.url === LOG);
    const { params } = asked.request;
    expect(Object.fromEntries(params.keys().map((name) => [name, params.get(name)]))).toEqual({
      organizationId: ACME,
      channel: 'email',
      topic: 'purchases',
      event: 'purchase.completed',
      cursor: 'c-2',
      limit: '50',
    });
    asked.flush(page());
    await console.settle();
    expect(textOf(element)).toContain('No messages match');
    control(element.querySelector('pr-empty')!, 'Clear filters').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/log');
  });

  it('opens a message with its attempts and its text, and sends it again', async () => {
    const { console, element } = await open('/log?message=message-1');
    await console.answer(`${LOG}?`, page(message({ text: 'Thank you.' })));
    const attempt = {
      attempt: 1,
      outcome: 'failed' as const,
      httpStatus: null,
      detail: 'mailbox full',
      durationMs: 81,
      at: NOW,
    };
    await console.answer(`${LOG}/message-1/attempts`, { data: [attempt], nextCursor: null });
    const drawer = () => textOf(element.querySelector('.sheet'));
    expect(drawer()).toContain('The mailbox is full.');
    expect(drawer()).toContain('Thank you.');
    expect(drawer()).toContain('With INV-2026-000418.pdf');
    expect(drawer()).toContain('Failed 81 ms Jun 18, 14:32:00 mailbox full');
    control(element.querySelector('.sheet')!, 'Send again').click();
    await console.answer(`${LOG}/message-1/redeliver`, message({ status: 'pending' }));
    await console.answer(`${LOG}?`, page(message({ status: 'pending', redeliverable: false })));
    expect(drawer()).toContain('It is sent again within a minute.');
    expect(drawer()).not.toContain('Send again');
  });

  it('says why a message cannot be sent again, and that one is not on the page', async () => {
    const { console, element } = await open('/log?message=message-1');
    await console.answer(`${LOG}?`, page(message()));
    control(element.querySelector('.sheet')!, 'Send again').click();
    await console.answer(`${LOG}/message-1/redeliver`, problem('overloaded', 503), 503);
    expect(textOf(element.querySelector('.sheet'))).toContain('Detail of overloaded.');
    TestBed.resetTestingModule();
    const other = await open('/log?message=other');
    await other.console.answer(`${LOG}?`, page(message()));
    expect(textOf(other.element.querySelector('.sheet'))).toContain('It is not on this page');
  });

  it('says that nobody was told anything, and what did not load', async () => {
    const empty = await open();
    await empty.console.answer(LOG, page());
    expect(textOf(empty.element)).toContain('Nobody was told anything yet');
    TestBed.resetTestingModule();
    const failed = await open();
    await failed.console.answer(LOG, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The notification log did not load.');
  });
});
