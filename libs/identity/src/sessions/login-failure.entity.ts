import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Failed logins of one e-mail or one address within one minute. */
@Entity('login_failures')
export class LoginFailure {
  /** `email:<SHA-256>` or `ip:<address>`. */
  @PrimaryColumn('text')
  subject: string;

  @PrimaryColumn('timestamptz')
  windowStart: Date;

  @Column('integer')
  failures: number;
}
