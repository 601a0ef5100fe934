import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook as it came over the wire. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, letter for letter. */
  readonly body: string;
}

/** How the receiver answers. `hold` never answers; `hangUp` closes the connection. */
export type ReceiverAnswer =
  | 'hold'
  | 'hangUp'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

/** A real HTTP server that keeps what it gets. */
export interface WebhookReceiver {
  readonly port: number;
  /** Its address with `path`. */
  url(path?: string): string;
  readonly received: ReceivedWebhook[];
  /** The connections that were ever made to it. */
  readonly connections: number;
  /** Answers what comes to `path` like this from here on; every path where none is named. */
  answer(how: ReceiverAnswer, path?: string): void;
  /** Lets go of what is held, with this status. */
  release(status: number): void;
  close(): Promise<void>;
}

const OK: ReceiverAnswer = { status: 204 };

export async function aWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const held: ServerResponse[] = [];
  const answers = new Map<string, ReceiverAnswer>();
  let usual: ReceiverAnswer = OK;
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      const how = answers.get(path) ?? usual;
      if (how === 'hold') held.push(response);
      else if (how === 'hangUp') request.socket.destroy();
      else response.writeHead(how.status, how.headers).end(how.body);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    received,
    get connections() {
      return connections;
    },
    answer: (how, path) => {
      if (path === undefined) {
        answers.clear();
        usual = how;
      } else {
        answers.set(path, how);
      }
    },
    release: (status) => {
      for (const response of held.splice(0)) response.writeHead(status).end();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
