/** The part of autocannon that the bench uses; the package brings no types. */
declare module 'autocannon' {
  interface Result {
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
    /** Seconds. */
    duration: number;
    latency: { p50: number; p99: number };
  }

  interface Options {
    url: string;
    connections: number;
    duration: number;
    requests: { setupRequest: (request: object) => object }[];
  }

  export default function autocannon(options: Options): Promise<Result>;
}
