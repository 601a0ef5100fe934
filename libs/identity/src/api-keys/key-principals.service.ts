import { Injectable } from '@nestjs/common';
import type { Permission } from '@purser/contracts';
import { BatchLoader, DatabaseShape, ReadPool, UnitOfWork } from '@purser/platform';
import { IsNull } from 'typeorm';
import type { Principal } from '../access/principal.js';
import { ApiKey } from './api-key.entity.js';
import { KeyDirectoryEntry } from './key-directory.entity.js';

const PRINCIPALS = {
  name: 'api-key-principals',
  text: 'SELECT * FROM api_key_principals($1)',
};

interface Row {
  digest: Buffer;
  organization_id: string;
  id: string;
  name: string;
  scopes: Permission[];
  expires_at: Date | null;
}

/** Whom API keys stand for, looked up for many requests at once. */
@Injectable()
export class KeyPrincipals {
  private readonly loader: BatchLoader<Principal>;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly pool: ReadPool,
    private readonly shape: DatabaseShape,
  ) {
    this.loader = new BatchLoader((digests) => this.load(digests), ReadPool.connections);
  }

  /** Whom the key with this SHA-256 (base64url) stands for; null = no such key, or revoked. */
  async find(sha256: string): Promise<Principal | null> {
    if (await this.shape.isDistributed()) return this.findAlone(sha256);
    return this.loader.get(sha256);
  }

  private async load(digests: readonly string[]): Promise<Map<string, Principal>> {
    const rows = await this.pool.query<Row>(PRINCIPALS, [
      digests.map((sha256) => Buffer.from(sha256, 'base64url')),
    ]);
    return new Map(
      rows.map((row) => [
        row.digest.toString('base64url'),
        principalOf({ ...row, organizationId: row.organization_id, expiresAt: row.expires_at }),
      ]),
    );
  }

  private async findAlone(sha256: string): Promise<Principal | null> {
    const digest = Buffer.from(sha256, 'base64url');
    const entry = await this.unitOfWork.platform((tx) =>
      tx.findOneBy(KeyDirectoryEntry, { digest }),
    );
    if (!entry) return null;
    const { organizationId, keyId: id } = entry;
    const key = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(ApiKey, { organizationId, id, revokedAt: IsNull() }),
    );
    return key && principalOf(key);
  }
}

function principalOf(
  key: Pick<ApiKey, 'organizationId' | 'id' | 'name' | 'scopes' | 'expiresAt'>,
): Principal {
  return {
    type: 'api_key',
    id: key.id,
    name: key.name,
    memberships: new Map([[key.organizationId, new Set(key.scopes)]]),
    platformPermissions: new Set(),
    expiresAtMs: key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    sessionId: null,
  };
}
