import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Act } from './act.js';
import { accountRoutes } from './account.js';
import { balanceRoutes } from './balance-transactions.js';
import { chargeRoutes } from './charges.js';
import { customerRoutes } from './customers.js';
import { disputeRoutes } from './disputes.js';
import { ApiError, docUrl, idempotencyKeyInUse, invalidRequest, unauthorized } from './errors.js';
import { API_VERSION, eventRoutes } from './events.js';
import { render } from './expansion.js';
import type { HttpFaults } from './faults.js';
import { parseForm, type FormRecord } from './form.js';
import { answerId, forgetOldAnswers, recall, requestDigest } from './idempotency.js';
import { newId } from './ids.js';
import { list, parseShape, text } from './params.js';
import { paymentIntentRoutes } from './payment-intents.js';
import { paymentMethodRoutes } from './payment-methods.js';
import { refundRoutes } from './refunds.js';
import type { Call, Route } from './route.js';
import type { Sandbox } from './sandbox.js';
import { setupIntentRoutes } from './setup-intents.js';
import { webhookEndpointRoutes } from './webhook-endpoints.js';

const ROUTES: Route[] = [
  ...accountRoutes,
  ...balanceRoutes,
  ...chargeRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
  ...webhookEndpointRoutes,
];

const expandParam = list(text());
const MOST_KEY_CHARACTERS = 255;

interface Answer {
  status: number;
  body: string;
}

/** One HTTP call on its way through the sandbox. */
interface Incoming {
  requestId: string;
  apiKey: string;
  method: Route['method'];
  path: string;
  pathIds: Record<string, string>;
  params: FormRecord;
  idempotencyKey: string | null;
  now: number;
}

const toJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function errorAnswer(error: ApiError, requestId: string, now: number): Answer {
  const { body } = error;
  const error_body = {
    ...body,
    ...(body.code !== undefined && { doc_url: docUrl(body.code) }),
    request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}?t=${now}`,
  };
  return { status: error.status, body: toJson({ error: error_body }) };
}

/** The API key of a Bearer or Basic header; 401 when there is none or it is malformed. */
function apiKeyOf(request: FastifyRequest): string {
  const header = request.headers.authorization ?? '';
  const [scheme = '', credentials = ''] = header.split(' ');
  const isBasic = scheme.toLowerCase() === 'basic';
  const key = isBasic
    ? (Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '')
    : credentials;
  if (key === '') {
    throw unauthorized(
      'You did not provide an API key. You need to provide your API key in the Authorization ' +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See " +
        'https://stripe.com/docs/api#authentication for details.',
    );
  }
  if (!/^(sk|rk|pk)_test_\w+$/.test(key)) {
    throw unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}****${key.slice(-4)}`);
  }
  return key;
}

function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || typeof key !== 'string' || key === '') return null;
  if (key.length > MOST_KEY_CHARACTERS) {
    throw invalidRequest(`Idempotency keys may have at most ${MOST_KEY_CHARACTERS} characters.`);
  }
  return key;
}

/** A moment other than the present one: the past of a history, or a clock that was moved. */
function timeOf(request: FastifyRequest, sandbox: Sandbox): number {
  const given = request.headers['x-sandbox-now'];
  if (given === undefined) return sandbox.now();
  const seconds = Number(given);
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw invalidRequest('X-Sandbox-Now must be a number of Unix seconds.');
  }
  sandbox.follow(seconds);
  return seconds;
}

function paramsOf(request: FastifyRequest): FormRecord {
  const query = request.url.split('?')[1] ?? '';
  const body = typeof request.body === 'string' ? request.body : '';
  return parseForm([query, body].filter((part) => part !== '').join('&'));
}

/** The server's part that speaks Stripe's protocol. */
export class ApiServer {
  /** Keys whose first call has not been answered yet. */
  private readonly held = new Set<string>();

  constructor(private readonly sandbox: Sandbox) {}

  register(app: FastifyInstance): void {
    for (const route of ROUTES) {
      app.route({
        method: route.method,
        url: route.path,
        handler: (request, reply) => this.serve(route, request, reply),
      });
    }
  }

  private async serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const requestId = newId('req', 14);
    void reply
      .header('Request-Id', requestId)
      .header('Stripe-Version', request.headers['stripe-version'] ?? API_VERSION)
      .type('application/json');
    try {
      const incoming = this.read(route, request, requestId);
      if (incoming.idempotencyKey !== null) {
        void reply.header('Idempotency-Key', incoming.idempotencyKey);
      }
      await this.answerOnce(route, incoming, reply);
    } catch (error) {
      const known = error instanceof ApiError ? error : this.unexpected(error);
      if (known.status === 401) void reply.header('WWW-Authenticate', 'Basic realm="Stripe"');
      if (known.status === 409) void reply.header('Stripe-Should-Retry', 'true');
      const { status, body } = errorAnswer(known, requestId, this.sandbox.now());
      await reply.status(status).send(body);
    }
  }

  private unexpected(error: unknown): ApiError {
    console.error('stripe-sandbox: call failed:', error);
    return new ApiError(500, {
      type: 'api_error',
      message: 'Sorry, an error occurred in the Stripe sandbox.',
    });
  }

  private read(route: Route, request: FastifyRequest, requestId: string): Incoming {
    const apiKey = apiKeyOf(request);
    if (apiKey.startsWith('pk_') && !route.isPublic) {
      throw unauthorized(
        'This API call cannot be made with a publishable API key. Please use a secret API key. ' +
          'You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      );
    }
    return {
      requestId,
      apiKey,
      method: route.method,
      path: request.url.split('?')[0] ?? '',
      pathIds: request.params as Record<string, string>,
      params: paramsOf(request),
      idempotencyKey: idempotencyKeyOf(request),
      now: timeOf(request, this.sandbox),
    };
  }

  /** Holds the idempotency key while the call runs, so that a second one gets 409. */
  private async answerOnce(route: Route, incoming: Incoming, reply: FastifyReply): Promise<void> {
    const { idempotencyKey, apiKey } = incoming;
    if (idempotencyKey === null) return this.answer(route, incoming, reply, null);
    const id = answerId(apiKey, idempotencyKey);
    if (this.held.has(id)) throw idempotencyKeyInUse(idempotencyKey);
    this.held.add(id);
    try {
      await this.answer(route, incoming, reply, id);
    } finally {
      this.held.delete(id);
    }
  }

  private async answer(
    route: Route,
    incoming: Incoming,
    reply: FastifyReply,
    rememberAs: string | null,
  ): Promise<void> {
    const { faults } = this.sandbox;
    const { method, path } = incoming;
    await faults.passage(method, path);
    const delayMs = faults.delayOf(method, path);
    if (delayMs > 0) await sleep(delayMs);
    const fault = faults.strike(method, path);
    if (fault?.when === 'before') return this.strike(fault, incoming, reply);
    const earlier = rememberAs === null ? null : this.recall(rememberAs, incoming);
    if (earlier) {
      void reply
        .header('Idempotent-Replayed', 'true')
        .header('Original-Request', earlier.requestId);
      if (earlier.status >= 500) void reply.header('Stripe-Should-Retry', 'false');
      if (fault) return this.strike(fault, incoming, reply);
      return void (await reply.status(earlier.status).send(earlier.body));
    }
    const answer = this.execute(route, incoming, rememberAs, fault);
    if (fault) return this.strike(fault, incoming, reply);
    await reply.status(answer.status).send(answer.body);
  }

  private async strike(fault: HttpFaults, incoming: Incoming, reply: FastifyReply): Promise<void> {
    if (fault.hangUp) {
      reply.hijack();
      reply.raw.destroy();
      return;
    }
    const isRemembered = fault.when === 'during' || fault.when === 'indeterminate';
    if (isRemembered) void reply.header('Stripe-Should-Retry', 'false');
    if (fault.retryAfterSeconds > 0) {
      void reply.header('Retry-After', String(fault.retryAfterSeconds));
    }
    const { status, body } = this.faultAnswer(fault, incoming);
    await reply.status(status).send(body);
  }

  private faultAnswer(fault: HttpFaults, { requestId, now }: Incoming): Answer {
    const error =
      fault.status === 429
        ? new ApiError(429, {
            type: 'invalid_request_error',
            code: 'rate_limit',
            message:
              'Request rate limit exceeded. You can learn more about rate limits here ' +
              'https://stripe.com/docs/rate-limits.',
          })
        : new ApiError(fault.status, { type: 'api_error', message: 'An unknown error occurred' });
    return errorAnswer(error, requestId, now);
  }

  private recall(id: string, incoming: Incoming) {
    const { method, path, params, idempotencyKey } = incoming;
    const request = { path, digest: requestDigest(method, path, params), nowMs: Date.now() };
    return recall(this.sandbox.store.get('answers', id), idempotencyKey ?? '', request);
  }

  /** Runs the call; its changes and its remembered answer are kept together. */
  private execute(
    route: Route,
    incoming: Incoming,
    rememberAs: string | null,
    fault: HttpFaults | null,
  ): Answer {
    const origin = { id: incoming.requestId, idempotency_key: incoming.idempotencyKey };
    const instead =
      fault && (fault.when === 'during' || fault.when === 'indeterminate')
        ? this.faultAnswer(fault, incoming)
        : null;
    const settle = (act: Act, answer: Answer): Answer => {
      act.finish();
      if (rememberAs !== null) this.remember(act, rememberAs, incoming, instead ?? answer);
      return answer;
    };
    try {
      if (fault?.when === 'during') {
        return this.sandbox.run((act) => settle(act, { status: 200, body: '' }), origin);
      }
      const work = (act: Act): Answer => settle(act, this.perform(route, incoming, act));
      return this.sandbox.run(work, origin, incoming.now);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const answer = errorAnswer(error, incoming.requestId, incoming.now);
      if (error.fate.remembered) this.sandbox.run((act) => settle(act, answer));
      return answer;
    }
  }

  /** The answer of a handler; declines are answers too, since their changes stay. */
  private perform(route: Route, incoming: Incoming, act: Act): Answer {
    const { expand, ...rest } = incoming.params;
    try {
      const wanted = expand === undefined ? [] : expandParam(expand, 'expand');
      const call: Call<unknown> = {
        act,
        params: parseShape(route.params, rest),
        path: incoming.pathIds,
        url: incoming.path,
        isPublishable: incoming.apiKey.startsWith('pk_'),
      };
      const value = route.handle(call as Call<never>);
      return { status: 200, body: toJson(render(act, value, wanted)) };
    } catch (error) {
      if (!(error instanceof ApiError) || !error.fate.keepsChanges) throw error;
      return errorAnswer(error, incoming.requestId, incoming.now);
    }
  }

  private remember(act: Act, id: string, incoming: Incoming, answer: Answer): void {
    const { method, path, params, requestId } = incoming;
    const request = requestDigest(method, path, params);
    const rememberedAtMs = Date.now();
    forgetOldAnswers(act, rememberedAtMs);
    act.put('answers', { id, path, request, ...answer, requestId, rememberedAtMs });
  }
}
