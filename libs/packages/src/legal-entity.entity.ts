import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A company that sells. One of them is the seller of what is sold at present. */
@Entity('legal_entities')
export class LegalEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { array: true })
  addressLines: string[];

  @Column('char', { length: 2 })
  country: string;

  @Column('text', { nullable: true })
  taxId: string | null;

  @Column('boolean')
  isSeller: boolean;

  @Column('timestamptz')
  updatedAt: Date;

  @Column('text')
  updatedBy: string;
}
