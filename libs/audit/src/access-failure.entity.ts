import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often one principal was refused on one route within one hour. */
@Entity('access_failures')
export class AccessFailure {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** `user:<e-mail or id>` or `api_key:<id>`. */
  @Column('text')
  principal: string;

  /** Method and path template, for example `GET /api/tokens/wallet/:organizationId`. */
  @Column('text')
  route: string;

  /** Start of the hour, UTC. */
  @Column('timestamptz')
  hour: Date;

  @Column('integer')
  failures: number;

  @Column('timestamptz')
  lastAt: Date;
}
