import net from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_AT = 'HTTP/1.1 '.length;
const LENGTH = /\r\ncontent-length: (\d+)/i;

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {string} [body]
 */

/**
 * One kept-alive connection to this machine with one request in flight. It understands answers that
 * say how long they are, which is all that the API sends to programs, and takes a tenth of the
 * processor of a general client: client and server share the cores that are measured.
 */
export class HttpConnection {
  #socket;
  #host;
  /** @type {Buffer | null} */
  #received = null;
  /** @type {((status: number) => void) | null} */
  #answered = null;
  /** @type {((error: Error) => void) | null} */
  #broken = null;

  /** @param {string} address as http://host:port */
  constructor(address) {
    const { hostname, port, host } = new URL(address);
    this.#host = host;
    this.#socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /**
   * Sends a request; `answered` gets its status once the whole answer is here, or `broken` why it
   * never comes. Callbacks, not promises: thousands a second go through here.
   *
   * @param {Request} request
   * @param {(status: number) => void} answered
   * @param {(error: Error) => void} broken
   */
  send({ method, path, headers, body }, answered, broken) {
    this.#answered = answered;
    this.#broken = broken;
    let text = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n`;
    for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
    if (body !== undefined) text += `content-length: ${Buffer.byteLength(body)}\r\n`;
    this.#socket.write(`${text}\r\n${body ?? ''}`);
  }

  close() {
    this.#broken = null;
    this.#socket.destroy();
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    const received = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    this.#received = received;
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const length = LENGTH.exec(received.toString('latin1', 0, headEnd))?.[1];
    if (length === undefined) {
      this.#fail(new Error('an answer without a length'));
      return;
    }
    if (received.length < headEnd + HEAD_END.length + Number(length)) return;
    this.#received = null;
    const status = Number(received.toString('latin1', STATUS_AT, STATUS_AT + 3));
    const answered = this.#answered;
    this.#answered = null;
    answered?.(status);
  }

  /** @param {Error} error */
  #fail(error) {
    const broken = this.#broken;
    this.#broken = null;
    this.#answered = null;
    broken?.(error);
  }
}
