import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.js';
import type { FaultInput } from './faults.js';
import type { Sandbox } from './sandbox.js';

type Json = Record<string, unknown>;

/** 400 with a sentence, for control calls that make no sense. */
class BadControl extends Error {}

const bodyOf = (request: FastifyRequest): Json => {
  const text = typeof request.body === 'string' ? request.body : '';
  if (text === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Json;
    }
  } catch {
    // Said below, in one way for everything that is not an object.
  }
  throw new BadControl('The body must be a JSON object');
};
const idOf = (request: FastifyRequest): string => (request.params as { id?: string }).id ?? '';

function member<T extends string>(body: Json, name: string, values: readonly T[]): T {
  const found = values.find((value) => value === body[name]);
  if (found === undefined) throw new BadControl(`${name} must be one of: ${values.join(', ')}`);
  return found;
}

function optional(body: Json, name: string, type: 'boolean' | 'number' | 'string'): unknown {
  const value = body[name];
  if (value !== undefined && typeof value !== type)
    throw new BadControl(`${name} must be a ${type}`);
  return value;
}

/** What no real Stripe has: faults, bank decisions, and a fresh start. */
export class ControlServer {
  constructor(private readonly sandbox: Sandbox) {}

  register(app: FastifyInstance): void {
    const { sandbox } = this;
    app.get('/_sandbox/health', () => ({ status: 'ok', now: sandbox.now() }));
    app.get('/_sandbox/faults', () => sandbox.faults.current);
    this.command(app, 'PUT', '/_sandbox/faults', (body) => {
      const set = sandbox.faults.set(body as FaultInput);
      sandbox.sender.wake();
      return set;
    });
    this.command(app, 'POST', '/_sandbox/reset', () => {
      sandbox.reset();
      return { status: 'ok' };
    });
    this.command(app, 'PUT', '/_sandbox/webhook', (body) => {
      const url = optional(body, 'url', 'string');
      if (typeof url !== 'string' || !URL.canParse(url)) throw new BadControl('url must be a URL');
      sandbox.setWebhookUrl(url);
      return { url, secret: sandbox.webhookSecret };
    });
    this.command(app, 'POST', '/_sandbox/webhooks/flush', (body) =>
      sandbox.sender.flush(optional(body, 'includesLost', 'boolean') === true),
    );
    this.command(app, 'POST', '/_sandbox/tasks/run', () => ({ ran: sandbox.tasks.runAll() }));
    this.command(app, 'POST', '/_sandbox/webhook_endpoints/:id/rotate', (body, request) => {
      const overlap = Number(optional(body, 'overlapSeconds', 'number') ?? 0);
      return { secret: sandbox.rotateSecret(idOf(request), overlap * 1000) };
    });
    this.command(app, 'POST', '/_sandbox/disputes', (body) => this.openDispute(body));
    this.command(app, 'POST', '/_sandbox/disputes/:id/outcome', (body, request) =>
      sandbox.decideDispute(
        idOf(request),
        member(body, 'outcome', ['won', 'lost']),
        Number(optional(body, 'reinstated', 'number') ?? 0),
      ),
    );
    this.command(app, 'POST', '/_sandbox/disputes/:id/reinstatement', (body, request) =>
      sandbox.reinstateDispute(idOf(request), Number(optional(body, 'amount', 'number') ?? 0)),
    );
    this.registerAuthentication(app);
  }

  private openDispute(body: Json): object {
    optional(body, 'charge', 'string');
    optional(body, 'payment_intent', 'string');
    optional(body, 'amount', 'number');
    optional(body, 'reason', 'string');
    optional(body, 'inquiry', 'boolean');
    return this.sandbox.openDispute(body);
  }

  /** Browsers may call these two from anywhere: the client secret is what protects them. */
  private registerAuthentication(app: FastifyInstance): void {
    for (const kind of ['payment_intents', 'setup_intents'] as const) {
      const path = `/_sandbox/${kind}/:id/authenticate`;
      app.options(path, (_request, reply) => allowAnyOrigin(reply).status(204).send());
      this.command(app, 'POST', path, (body, request, reply) => {
        allowAnyOrigin(reply);
        const intent = this.sandbox.store.get(kind, idOf(request));
        if (intent && body['client_secret'] !== intent.client_secret) {
          throw new BadControl('client_secret does not fit');
        }
        const outcome = member(body, 'outcome', ['succeed', 'fail']);
        return this.sandbox.authenticate(idOf(request), outcome);
      });
    }
  }

  private command(
    app: FastifyInstance,
    method: 'POST' | 'PUT',
    url: string,
    run: (body: Json, request: FastifyRequest, reply: FastifyReply) => object | Promise<object>,
  ): void {
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        try {
          if (isForeign(request) && !url.endsWith('/authenticate')) {
            return await reply
              .status(403)
              .send({ error: 'Control calls from web pages are refused' });
          }
          const seconds = Number(request.headers['x-sandbox-now'] ?? 0);
          if (Number.isSafeInteger(seconds)) this.sandbox.follow(seconds);
          return await reply.send(await run(bodyOf(request), request, reply));
        } catch (error) {
          if (error instanceof ApiError)
            return reply.status(error.status).send({ error: error.body });
          if (error instanceof BadControl || error instanceof TypeError) {
            return reply.status(400).send({ error: error.message });
          }
          throw error;
        }
      },
    });
  }
}

/** Whether a page of another origin sends this call. */
function isForeign(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

function allowAnyOrigin(reply: FastifyReply): FastifyReply {
  return reply
    .header('Access-Control-Allow-Origin', '*')
    .header('Access-Control-Allow-Methods', 'POST')
    .header('Access-Control-Allow-Headers', 'Content-Type');
}
