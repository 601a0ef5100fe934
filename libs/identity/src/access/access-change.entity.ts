import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Notice to all processes that what they remember about a principal no longer holds. */
@Entity('access_changes')
export class AccessChange {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: 'user' | 'session' | 'api_key';

  @Column('uuid')
  subjectId: string;

  /** Machine time. */
  @Column('timestamptz')
  at: Date;
}
