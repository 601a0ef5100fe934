import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The mark below which `source` wants to be told about a wallet. */
@Entity('wallet_watches')
export class Watch {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  @Column('text')
  source: string;

  @Column('bigint', { transformer: asBigInt })
  mark: bigint;
}

/** The mark at which `source` wants to be told that a wallet rose. */
@Entity('wallet_rise_watches')
export class RiseWatch extends Watch {}
