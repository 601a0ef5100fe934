import type { FastifyReply } from 'fastify';

/** A view and the ETag of the version that it shows. */
export interface Versioned<View> {
  readonly view: View;
  readonly eTag: string;
}

/** Says the ETag in the head of the answer and gives its body. */
export function tagged<View>(reply: FastifyReply, { view, eTag }: Versioned<View>): View {
  void reply.header('etag', eTag);
  return view;
}
