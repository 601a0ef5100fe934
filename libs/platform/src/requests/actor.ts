import type { ActorView } from '@purser/contracts';

/** Who causes a change, and in which request: what ledger, events and audit record. */
export interface Actor {
  readonly type: 'user' | 'api_key' | 'system';
  /** User id or API key id; null for Purser itself. */
  readonly id: string | null;
  /** E-mail of the person, name of the key, or the job. */
  readonly name: string;
  readonly requestId: string | null;
  readonly ip: string | null;
}

/** Purser itself, acting for a job or an event, for example `settlePendingPurchases`. */
export function systemActor(name: string): Actor {
  return { type: 'system', id: null, name, requestId: null, ip: null };
}

/** The wire form of an actor. */
export function actorView(actor: Pick<Actor, 'type' | 'id' | 'name'>): ActorView {
  return { type: actor.type, id: actor.id, name: actor.name };
}
