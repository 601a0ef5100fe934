import { actorView, type Actor } from '@purser/platform';
import type { ActorView } from '@purser/contracts';
import { Column } from 'typeorm';

/** Who caused a row, and in which request. */
export abstract class RecordedActor {
  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('text', { nullable: true })
  requestId: string | null;
}

/** The columns of {@link RecordedActor} for `actor`. */
export function recordedActor(actor: Actor): RecordedActor {
  return {
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    requestId: actor.requestId,
  };
}

/** The wire form of who caused a row. */
export function recordedActorView(row: RecordedActor): ActorView {
  return actorView({ type: row.actorType, id: row.actorId, name: row.actorName });
}
