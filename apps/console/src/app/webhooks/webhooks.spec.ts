import type { WebhookDeliveryDetailView, WebhookEndpointView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, NOW, problem } from '../../testing/views.js';
import { disabledSentence, endpointMark, hostOf, typesWords } from './webhook-words.js';
import routes from './webhooks.routes.js';

const ENDPOINTS = `/api/organizations/${ACME}/webhook-endpoints`;
const DELIVERIES = `/api/organizations/${ACME}/webhook-deliveries`;
const SECRET = 'whsec_c2VjcmV0';
const ADMIN = { type: 'user' as const, id: 'user-1', name: 'admin@acme.test' };

function endpoint(more: Partial<WebhookEndpointView> = {}): WebhookEndpointView {
  return {
    id: 'endpoint-1',
    organizationId: ACME,
    url: 'https://hooks.acme.test/purser',
    description: 'Billing',
    types: ['*'],
    enabled: true,
    disabledReason: null,
    disabledAt: null,
    failingSince: null,
    previousSecretUntil: null,
    createdBy: ADMIN,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
}

function delivery(more: Partial<WebhookDeliveryDetailView> = {}): WebhookDeliveryDetailView {
  return {
    id: 'delivery-1',
    organizationId: ACME,
    endpointId: 'endpoint-1',
    url: 'https://hooks.acme.test/purser',
    eventId: 'event-1',
    type: 'purchase.completed',
    status: 'failed',
    attempts: 2,
    httpStatus: 500,
    lastError: null,
    nextAttemptAt: null,
    createdAt: NOW,
    deliveredAt: null,
    payload: {
      id: 'event-1',
      type: 'purchase.completed',
      timestamp: NOW,
      organizationId: ACME,
      sequence: 7,
      data: { tokens: 250_000 },
    },
    attemptLog: [
      {
        attempt: 1,
        outcome: 'failed',
        httpStatus: null,
        latencyMs: 5_000,
        responseBody: null,
        error: 'timed out',
        at: NOW,
      },
      {
        attempt: 2,
        outcome: 'failed',
        httpStatus: 500,
        latencyMs: 34,
        responseBody: 'boom',
        error: null,
        at: NOW,
      },
    ],
    ...more,
  };
}

async function open(url: string) {
  const console = await Console.open({
    user: member(['tokens.view', 'organization.admin']),
    routes: [{ path: `o/${ACME}/webhooks`, children: routes }],
  });
  const harness = await console.visit(`/o/${ACME}/webhooks${url}`);
  const element = harness.fixture.nativeElement as HTMLElement;
  const dialog = () => {
    const found = element.querySelector('dialog');
    if (!found) throw new Error('No dialog is open');
    return found;
  };
  return { console, element, dialog };
}

function type(root: Element, selector: string, value: string): void {
  const field = root.querySelector<HTMLInputElement>(selector);
  if (!field) throw new Error(`There is no ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event('input'));
  field.dispatchEvent(new Event('change'));
}

const page = <T>(...data: T[]) => ({ data, nextCursor: null });

describe('EndpointList', () => {
  it('lists endpoints with how they stand, and why nothing is sent', async () => {
    const { console, element } = await open('');
    const gone = endpoint({
      id: 'endpoint-2',
      enabled: false,
      disabledReason: 'gone',
      disabledAt: NOW,
      types: ['purchase.completed', 'purchase.failed'],
    });
    const failing = endpoint({ id: 'endpoint-3', failingSince: NOW });
    await console.answer(ENDPOINTS, page(endpoint(), gone, failing));
    const panels = [...element.querySelectorAll('section.panel')].map(textOf);
    expect(panels[0]).toContain('https://hooks.acme.test/purser Enabled Billing');
    expect(panels[0]).toContain('All events');
    expect(panels[1]).toContain('Disabled');
    expect(panels[1]).toContain('Nothing is sent. It answered 410: it wants no more.');
    expect(panels[1]).toContain('2 events');
    expect(panels[2]).toContain('Nothing got through since Jun 18, 14:32');
  });

  it('adds one for chosen events and shows its secret once', async () => {
    const { console, element, dialog } = await open('');
    await console.answer(ENDPOINTS, page());
    control(element.querySelector('pr-empty')!, 'Add an endpoint').click();
    await console.settle();
    type(dialog(), '#endpoint-url', 'https://');
    control(dialog(), 'Add the endpoint').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Enter the whole address');
    type(dialog(), '#endpoint-url', 'https://hooks.acme.test/purser');
    control(dialog(), 'All events').click();
    await console.settle();
    control(dialog(), 'Add the endpoint').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Choose at least one event.');
    control(dialog(), 'purchase.completed').click();
    await console.settle();
    control(dialog(), 'Add the endpoint').click();
    await console.settle();
    const post = console.http.expectOne((one) => one.method === 'POST');
    expect(post.request.body).toEqual({
      url: 'https://hooks.acme.test/purser',
      description: '',
      types: ['purchase.completed'],
      enabled: true,
    });
    post.flush({ ...endpoint(), secret: SECRET }, { status: 201, statusText: '' });
    await console.settle();
    expect(dialog().querySelector<HTMLInputElement>('input[readonly]')?.value).toBe(SECRET);
    control(dialog(), 'I have kept it').click();
    await console.settle();
    control(dialog(), 'Done').click();
    await console.answer(ENDPOINTS, page(endpoint()));
    expect(element.querySelector('dialog')).toBeNull();
  });

  it('changes one from the version that was read, and says what was refused', async () => {
    const { console, dialog } = await open('?edit=endpoint-1');
    await console.answer(`${ENDPOINTS}?`, page(endpoint()));
    await console.settle();
    console.http
      .expectOne(`${ENDPOINTS}/endpoint-1`)
      .flush(endpoint(), { headers: { etag: '"e-7"' } });
    await console.settle();
    expect(dialog().querySelector<HTMLInputElement>('#endpoint-url')?.value).toContain('acme.test');
    control(dialog(), 'Save the endpoint').click();
    await console.settle();
    const put = console.http.expectOne((one) => one.method === 'PUT');
    expect(put.request.headers.get('if-match')).toBe('"e-7"');
    const refused = problem('invalid-request', 400, {
      errors: [{ pointer: '/url', detail: 'must not be a private address' }],
    });
    put.flush(refused, { status: 400, statusText: '' });
    await console.settle();
    expect(textOf(dialog().querySelector('#endpoint-url-hint'))).toBe(
      'It must not be a private address.',
    );
  });

  it('sends a test and tells what came of it', async () => {
    const { console, element } = await open('');
    await console.answer(ENDPOINTS, page(endpoint()));
    control(element, 'Send a test').click();
    await console.answer(`${ENDPOINTS}/endpoint-1/test`, delivery({ status: 'delivered' }));
    expect(textOf(element)).toContain('The test got through.');
    await console.answer(ENDPOINTS, page(endpoint()));
    control(element, 'Send a test').click();
    await console.answer(`${ENDPOINTS}/endpoint-1/test`, delivery());
    expect(textOf(element)).toContain('The test did not get through. timed out after 5000 ms.');
  });

  it('rotates the secret, and deletes after saying what happens', async () => {
    const { console, element, dialog } = await open('');
    await console.answer(ENDPOINTS, page(endpoint()));
    control(element, 'Rotate secret of hooks.acme.test').click();
    await console.settle();
    type(dialog(), '#overlap', '0');
    await console.settle();
    expect(textOf(dialog())).toContain('programs fail until they have the new one');
    control(dialog(), 'Rotate it').click();
    await console.settle();
    const rotate = console.http.expectOne(`${ENDPOINTS}/endpoint-1/rotate-secret`);
    expect(rotate.request.body).toEqual({ overlapHours: 0 });
    rotate.flush({ ...endpoint(), secret: SECRET });
    await console.settle();
    control(dialog(), 'I have kept it').click();
    await console.settle();
    control(dialog(), 'Done').click();
    await console.answer(ENDPOINTS, page(endpoint()));
    control(element, 'Delete hooks.acme.test').click();
    await console.settle();
    expect(textOf(dialog())).toContain('Deliveries that wait are canceled');
    control(dialog(), 'Delete it').click();
    await console.settle();
    const removal = console.http.expectOne((one) => one.method === 'DELETE');
    removal.flush(null, { status: 204, statusText: '' });
    await console.answer(ENDPOINTS, page());
    expect(textOf(element)).toContain('No endpoints yet');
  });

  it('says why the list did not load', async () => {
    const { console, element } = await open('');
    await console.answer(ENDPOINTS, problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The list of endpoints did not load.');
  });
});

describe('DeliveryList', () => {
  it('tells one that is tried again from one that waits for its first attempt', async () => {
    const { console, element } = await open('/deliveries');
    await console.answer(ENDPOINTS, page(endpoint()));
    const waits = delivery({ id: 'delivery-2', status: 'pending', attempts: 0 });
    await console.answer(`${DELIVERIES}?`, page(delivery({ status: 'pending' }), waits));
    const badges = [...element.querySelectorAll('tbody pr-badge')].map(textOf);
    expect(badges).toEqual(['Will retry', 'Pending']);
  });

  it('lists deliveries, narrowed by the address', async () => {
    const endpointId = '01970000-0000-7000-8000-0000000000aa';
    const { console, element } = await open(
      `/deliveries?endpoint=${endpointId}&status=failed&type=purchase.completed&from=2026-06-01`,
    );
    await console.answer(ENDPOINTS, page(endpoint()));
    const asked = console.http.expectOne((one) => one.url === DELIVERIES);
    const { params } = asked.request;
    expect(Object.fromEntries(params.keys().map((name) => [name, params.get(name)]))).toEqual({
      endpointId,
      status: 'failed',
      type: 'purchase.completed',
      from: '2026-06-01T04:00:00.000Z',
      limit: '50',
    });
    asked.flush(page(delivery()));
    await console.settle();
    expect(textOf(element.querySelector('tbody tr'))).toBe(
      'purchase.completed Failed hooks.acme.test 2 HTTP 500 Jun 18, 14:32:00',
    );
    control(element, 'Clear filters').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/webhooks/deliveries`);
  });

  it('opens one with every attempt and its payload, and sends it again', async () => {
    const { console, element } = await open('/deliveries?delivery=delivery-1');
    await console.answer(`${DELIVERIES}?`, page(delivery()));
    await console.answer(`${DELIVERIES}/delivery-1`, delivery());
    const drawer = element.querySelector('.sheet')!;
    const attempts = [...drawer.querySelectorAll('.attempts li')].map(textOf);
    expect(attempts[0]).toBe('HTTP 500 failed 34 ms Jun 18, 14:32:00 boom');
    expect(attempts[1]).toContain('No answer failed 5000 ms');
    expect(attempts[1]).toContain('timed out');
    expect(textOf(drawer)).toContain('"tokens": 250000');
    control(drawer, 'Send again').click();
    await console.answer(`${DELIVERIES}/delivery-1/redeliver`, delivery({ status: 'pending' }));
    await console.answer(`${DELIVERIES}/delivery-1`, delivery({ status: 'pending' }));
    expect(textOf(drawer)).toContain('It is sent again, with the same id');
    expect(control(drawer, 'Send again').hasAttribute('disabled')).toBe(true);
  });

  it('says why one cannot be sent again', async () => {
    const { console, element } = await open('/deliveries?delivery=delivery-1');
    await console.answer(`${DELIVERIES}/delivery-1`, delivery());
    control(element.querySelector('.sheet')!, 'Send again').click();
    await console.answer(`${DELIVERIES}/delivery-1/redeliver`, problem('overloaded', 503), 503);
    expect(textOf(element.querySelector('.sheet'))).toContain('Detail of overloaded.');
  });

  it('says that nothing was sent, that one is none, and what did not load', async () => {
    const { console, element } = await open('/deliveries?delivery=other');
    await console.answer(`${DELIVERIES}?`, page());
    await console.answer(`${DELIVERIES}/other`, problem('not-found', 404), 404);
    expect(textOf(element)).toContain('Nothing was sent yet');
    expect(textOf(element)).toContain('There is no such delivery');
    TestBed.resetTestingModule();
    const failed = await open('/deliveries');
    await failed.console.answer(`${DELIVERIES}?`, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The list of deliveries did not load.');
  });
});

describe('the words of webhooks', () => {
  it('tell endpoints and events', () => {
    expect(endpointMark(endpoint()).word).toBe('Enabled');
    expect(disabledSentence(endpoint())).toBeNull();
    const off = { enabled: false, disabledReason: 'failing' as const };
    expect(disabledSentence(endpoint(off))).toBe('It failed for three days.');
    expect(disabledSentence(endpoint({ ...off, disabledReason: 'requested' }))).toBe(
      'Somebody switched it off.',
    );
    expect(typesWords(['lot.expiring'])).toBe('lot.expiring');
    expect(hostOf('nonsense')).toBe('nonsense');
  });
});
