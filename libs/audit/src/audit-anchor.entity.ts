import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed statement: on that day, the chain of this organization ended in this hash. */
@Entity('audit_anchors')
export class AuditAnchor {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('bigint', { transformer: asBigInt })
  sequence: bigint;

  @Column('bytea')
  hash: Buffer;

  /** Thumbprint of the Ed25519 public key that verifies the signature. */
  @Column('text')
  keyId: string;

  /** Ed25519, 64 bytes, over the canonical JSON of the anchor. */
  @Column('bytea')
  signature: Buffer;

  @Column('timestamptz')
  anchoredAt: Date;
}
