import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One charge that was tried with a card. */
@Entity('card_attempts')
export class CardAttempt {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  fingerprint: string;

  @Column('timestamptz')
  at: Date;
}
