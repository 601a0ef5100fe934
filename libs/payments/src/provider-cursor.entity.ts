import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the provider's events were read, in the provider's own time. */
@Entity('provider_cursors')
export class ProviderCursor {
  @PrimaryColumn('text')
  name: string;

  /** When the newest event that was read happened. */
  @Column('timestamptz')
  seenUntil: Date;

  @Column('timestamptz')
  readAt: Date;
}
