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
    /** Seconds; left out with `amount`. */
    duration?: number;
    /** Requests to answer in all. */
    amount?: number;
    requests: { setupRequest: (request: object) => object }[];
  }

  export default function autocannon(options: Options): Promise<Result>;
}
