import net from 'node:net';

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>} whether a server could listen there at this moment
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a port of 127.0.0.1 that is free at this moment */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

const FIRST_PORT = 15_000;
const PORTS = 15_000;

/**
 * The first free port from a place that `key` decides, below the range that outgoing connections
 * use, so that one checkout finds its own port again and two checkouts differ.
 *
 * @param {string} key
 * @returns {Promise<number>}
 */
export async function stablePort(key) {
  let place = 0;
  for (const letter of key) place = (place * 31 + letter.charCodeAt(0)) % PORTS;
  for (let step = 0; step < PORTS; step += 1) {
    const port = FIRST_PORT + ((place + step) % PORTS);
    if (await isPortFree(port)) return port;
  }
  throw new Error('No port of this machine is free');
}
