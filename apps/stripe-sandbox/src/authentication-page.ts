import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Stripe from 'stripe';
import { formatAmount } from './currencies.js';
import { ApiError } from './errors.js';
import { parseForm } from './form.js';
import type { Sandbox } from './sandbox.js';

type Intent = Stripe.PaymentIntent | Stripe.SetupIntent;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
  main { max-width: 24rem; padding: 2rem; border: 1px solid #8886; border-radius: 12px; }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  form { display: flex; gap: .75rem; margin-top: 1.5rem; flex-wrap: wrap; }
  button { font: inherit; padding: .6rem 1.2rem; border-radius: 8px; border: 1px solid #8888;
    background: transparent; color: inherit; cursor: pointer; }
  button.primary { background: #4f46e5; border-color: #4f46e5; color: #fff; }
  button:focus-visible { outline: 3px solid #818cf8; outline-offset: 2px; }
`;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function documentOf(title: string, content: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`
  );
}

function question(intent: Intent, secret: string): string {
  const purpose =
    intent.object === 'payment_intent'
      ? `a payment of <strong>${escapeHtml(formatAmount(intent.amount, intent.currency))}</strong>`
      : 'that your card is kept for later payments';
  return documentOf(
    '3-D Secure test page',
    `<p>Your bank asks you to confirm ${purpose}. No real bank is involved.</p>` +
      `<form method="post" action="/3ds/${escapeHtml(intent.id)}">` +
      `<input type="hidden" name="client_secret" value="${escapeHtml(secret)}">` +
      '<button class="primary" name="outcome" value="succeed">Complete</button>' +
      '<button name="outcome" value="fail">Fail</button></form>',
  );
}

/** Where the holder goes back to, with the parameters that Stripe adds. */
function returnAddress(intent: Intent): URL | null {
  const given = intent.next_action?.redirect_to_url?.return_url;
  if (!given || !URL.canParse(given)) return null;
  const address = new URL(given);
  const name = intent.object;
  address.searchParams.set(name, intent.id);
  address.searchParams.set(`${name}_client_secret`, intent.client_secret ?? '');
  address.searchParams.set('source_type', 'card');
  return address;
}

async function show(reply: FastifyReply, status: number, html: string, target = ''): Promise<void> {
  await reply
    .status(status)
    .header(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${target}`.trim(),
    )
    .header('Referrer-Policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(html);
}

/** The page on which a card holder completes or fails 3-D Secure, for people and browser tests. */
export class AuthenticationPage {
  constructor(private readonly sandbox: Sandbox) {}

  register(app: FastifyInstance): void {
    app.get('/3ds/:id', (request, reply) => this.ask(request, reply));
    app.post('/3ds/:id', (request, reply) => this.answer(request, reply));
    app.get('/receipts/:id', (request, reply) => this.receipt(request, reply));
  }

  private find(request: FastifyRequest): Intent | undefined {
    const { id = '' } = request.params as { id?: string };
    const { store } = this.sandbox;
    return store.get('payment_intents', id) ?? store.get('setup_intents', id);
  }

  private async refuse(reply: FastifyReply): Promise<void> {
    await show(reply, 404, documentOf('Not found', '<p>This link does not fit any payment.</p>'));
  }

  private async ask(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const intent = this.find(request);
    const { client_secret: secret } = request.query as { client_secret?: string };
    if (!intent || secret === undefined || secret !== intent.client_secret) {
      return this.refuse(reply);
    }
    if (intent.status !== 'requires_action') {
      const state = `<p>There is nothing to confirm: ${escapeHtml(intent.status)}.</p>`;
      return show(reply, 200, documentOf('Already answered', state));
    }
    await show(reply, 200, question(intent, secret), returnAddress(intent)?.origin);
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const intent = this.find(request);
    const form = parseForm(typeof request.body === 'string' ? request.body : '');
    const outcome = form['outcome'];
    const isSecretRight = form['client_secret'] === intent?.client_secret;
    if (!intent || !isSecretRight || (outcome !== 'succeed' && outcome !== 'fail')) {
      return this.refuse(reply);
    }
    const back = returnAddress(intent);
    try {
      this.sandbox.authenticate(intent.id, outcome);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const message = `<p>${escapeHtml(error.message)}</p>`;
      return show(reply, 409, documentOf('Already answered', message));
    }
    if (back) return void (await reply.redirect(back.href, 303));
    const done = outcome === 'succeed' ? 'confirmed' : 'declined to confirm';
    const content = `<p>You ${done}. You can close this page.</p>`;
    await show(reply, 200, documentOf('Thank you', content));
  }

  private async receipt(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { id = '' } = request.params as { id?: string };
    const charge = this.sandbox.store.get('charges', id);
    if (!charge) return this.refuse(reply);
    const amount = escapeHtml(formatAmount(charge.amount, charge.currency));
    await show(reply, 200, documentOf('Receipt', `<p>${escapeHtml(id)}: ${amount}</p>`));
  }
}
