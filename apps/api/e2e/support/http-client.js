import { randomUUID } from 'node:crypto';
/** A client of Purser's API as one caller. */
export class HttpClient {
    baseUrl;
    token;
    constructor(baseUrl, token = null) {
        this.baseUrl = baseUrl;
        this.token = token;
    }
    as(token) {
        return new HttpClient(this.baseUrl, token);
    }
    /** Signs in and gives the client of that person. */
    async signIn(email, password = 'purser-demo') {
        const answer = await this.post('/api/auth/login', { email, password });
        if (answer.status !== 200)
            throw new Error(`${email} cannot sign in: ${answer.text}`);
        return this.as(answer.body.accessToken);
    }
    get(path, options = {}) {
        return this.call('GET', path, undefined, options);
    }
    post(path, body = {}, options = {}) {
        const key = options.key === undefined ? randomUUID() : options.key;
        const headers = { ...options.headers, ...(key === null ? {} : { 'idempotency-key': key }) };
        return this.call('POST', path, body, { headers });
    }
    put(path, body = {}) {
        return this.call('PUT', path, body, {});
    }
    delete(path) {
        return this.call('DELETE', path, undefined, {});
    }
    async call(method, path, body, options) {
        const response = await fetch(`${this.baseUrl}${path}`, {
            method,
            headers: {
                ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
                ...options.headers,
            },
            ...(body === undefined
                ? {}
                : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        const json = (response.headers.get('content-type') ?? '').includes('json');
        return {
            status: response.status,
            headers: response.headers,
            text,
            body: (json && text ? JSON.parse(text) : null),
        };
    }
}
//# sourceMappingURL=http-client.js.map