import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which organization a public id belongs to: answers before an organization is known. */
@Entity('public_ids')
export class PublicId {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  organizationId: string;

  /** What the id names, for example `purchase`. */
  @Column('text')
  kind: string;
}
