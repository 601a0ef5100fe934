import type { Act } from './act.js';
import type { Parsed, Shape } from './params.js';

/** What a handler gets: checked parameters, ids of the path and the act it works in. */
export interface Call<P> {
  act: Act;
  params: P;
  /** The id (or ids) in the path, by name. */
  path: Record<string, string>;
  /** The path of the call, as lists repeat it in `url`. */
  url: string;
  /** Whether the caller shows a publishable key, as a browser does. */
  isPublishable: boolean;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  params: Shape;
  /** Whether a publishable key may call it. */
  isPublic: boolean;
  /** Answers with the object to send; references in it are expanded afterwards. */
  handle(call: Call<never>): object;
}

interface RouteOptions {
  isPublic?: boolean;
}

function route(method: Route['method']) {
  return <S extends Shape>(
    path: string,
    params: S,
    handle: (call: Call<Parsed<S>>) => object,
    options: RouteOptions = {},
  ): Route => ({
    method,
    path,
    params,
    isPublic: options.isPublic ?? false,
    handle: handle as unknown as Route['handle'],
  });
}

export const get = route('GET');
export const post = route('POST');
export const del = route('DELETE');
