import { randomUUID } from 'node:crypto';

/** One HTTP answer. `body` is parsed JSON where the answer is JSON, else null; `text` is exact. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

interface CallOptions {
  readonly headers?: Record<string, string>;
  /** Sent as `Idempotency-Key`; a fresh one unless given; null = none. */
  readonly key?: string | null;
}

/** A client of Purser's API as one caller. */
export class HttpClient {
  constructor(
    readonly baseUrl: string,
    private readonly token: string | null = null,
  ) {}

  as(token: string | null): HttpClient {
    return new HttpClient(this.baseUrl, token);
  }

  /** Signs in and gives the client of that person. */
  async signIn(email: string, password = 'purser-demo'): Promise<HttpClient> {
    const answer = await this.post<{ accessToken: string }>('/api/auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.text}`);
    return this.as(answer.body.accessToken);
  }

  /** Signs in, and again whenever the session has ended: for what takes longer than a session. */
  async staySignedIn(email: string): Promise<HttpClient> {
    const client = new LastingClient(this.baseUrl, email);
    const me = await client.get('/api/auth/me');
    if (me.status !== 200) throw new Error(`${email} is not signed in: ${me.text}`);
    return client;
  }

  get<T = Record<string, unknown>>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('GET', path, undefined, options);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body: unknown = {},
    options: CallOptions = {},
  ): Promise<Answer<T>> {
    const key = options.key === undefined ? randomUUID() : options.key;
    const headers = { ...options.headers, ...(key === null ? {} : { 'idempotency-key': key }) };
    return this.call<T>('POST', path, body, { headers });
  }

  put<T = Record<string, unknown>>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.call<T>('PUT', path, body, {});
  }

  delete<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.call<T>('DELETE', path, undefined, {});
  }

  /** One request as it is, answer unread. A body is JSON unless `headers` say otherwise. */
  send(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
  }

  async call<T>(
    method: string,
    path: string,
    body: unknown,
    options: CallOptions,
  ): Promise<Answer<T>> {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await this.send(method, path, sent, options.headers);
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (json && text ? JSON.parse(text) : null) as T,
    };
  }
}

/** A person whose session is renewed when it has ended. */
class LastingClient extends HttpClient {
  private session: Promise<HttpClient> | null = null;

  constructor(
    baseUrl: string,
    private readonly email: string,
  ) {
    super(baseUrl);
  }

  override async send(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const session = (this.session ??= new HttpClient(this.baseUrl).signIn(this.email));
    const answer = await (await session).send(method, path, body, headers);
    if (answer.status !== 401) return answer;
    if (this.session === session) this.session = new HttpClient(this.baseUrl).signIn(this.email);
    return (await this.session).send(method, path, body, headers);
  }
}
