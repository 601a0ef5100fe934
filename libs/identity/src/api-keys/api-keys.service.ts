import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { ApiKeyView, CreatedApiKeyView, PageView, Permission } from '@purser/contracts';
import {
  Clock,
  CONFIG,
  decodeCursor,
  isId,
  newId,
  NotFound,
  toPage,
  UnitOfWork,
  type Actor,
  type Caller,
  type PurserConfig,
} from '@purser/platform';
import { In } from 'typeorm';
import { AccessChanges } from '../access/access-changes.js';
import { requireOwn } from '../members/grantable.js';
import { newApiKeySecret } from './api-key-secret.js';
import { ApiKey } from './api-key.entity.js';
import { KeyDirectoryEntry } from './key-directory.entity.js';

const USE_NOTED_EVERY_MS = 60_000;

export interface NewApiKey {
  name: string;
  scopes: readonly Permission[];
  /** Machine time; null = it does not expire. */
  expiresAt: Date | null;
}

/** The keys by which programs act for one organization. */
@Injectable()
export class ApiKeys implements OnApplicationShutdown {
  private readonly logger = new Logger(ApiKeys.name);
  private readonly unwritten = new Map<string, number>();
  private writing: Promise<void> | null = null;
  private writtenAtMs = 0;

  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly changes: AccessChanges,
  ) {}

  /**
   * Creates a key whose scopes the caller holds.
   *
   * @throws PermissionBeyondOwn
   */
  async createFor(
    organizationId: string,
    key: NewApiKey,
    caller: Caller,
  ): Promise<CreatedApiKeyView> {
    requireOwn(caller, organizationId, key.scopes);
    return this.create(organizationId, key, caller);
  }

  /** Creates a key, its directory row first. The answer is the only place that holds the secret. */
  async create(organizationId: string, key: NewApiKey, actor: Actor): Promise<CreatedApiKeyView> {
    const now = this.clock.now();
    const id = newId(now);
    const environment = this.config.sandbox ? 'test' : 'live';
    const { secret, prefix, digest } = newApiKeySecret(environment);
    const entry = { digest, organizationId, keyId: id, lastUsedAt: null };
    await this.unitOfWork.platform((tx) => tx.insert(KeyDirectoryEntry, entry));
    const row: ApiKey = {
      organizationId,
      id,
      name: key.name,
      prefix,
      scopes: [...key.scopes],
      createdBy: actor.name,
      createdAt: now,
      expiresAt: key.expiresAt,
      revokedAt: null,
    };
    await this.unitOfWork.run(organizationId, async (tx) => {
      await tx.insert(ApiKey, row);
      await this.audit.append(tx, {
        action: 'api-key.created',
        actor,
        subjectType: 'api_key',
        subjectId: id,
        after: recorded(row),
        at: now,
      });
    });
    return { ...apiKeyView(row, null), secret };
  }

  /**
   * Revokes a key; within 5 s it is refused by every process. Revoking again changes nothing.
   *
   * @throws NotFound
   */
  async revoke(organizationId: string, keyId: string, actor: Actor): Promise<void> {
    const revokedAt = this.clock.now();
    await this.unitOfWork.run(organizationId, async (tx) => {
      const where = { organizationId, id: keyId };
      const key = await tx.findOne(ApiKey, { where, lock: { mode: 'pessimistic_write' } });
      if (!key) throw new NotFound();
      if (key.revokedAt) return;
      await tx.update(ApiKey, where, { revokedAt });
      await this.changes.announce(tx, 'api_key', keyId);
      await this.audit.append(tx, {
        action: 'api-key.revoked',
        actor,
        subjectType: 'api_key',
        subjectId: keyId,
        before: recorded(key),
        after: recorded({ ...key, revokedAt }),
        at: revokedAt,
      });
    });
    this.changes.apply('api_key', keyId);
  }

  /** A page of the keys, newest first, without their secrets. */
  async list(
    organizationId: string,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<ApiKeyView>> {
    const before = page.cursor ? decodeCursor(page.cursor, isId) : null;
    const rows = await this.unitOfWork.read(organizationId, (tx) => {
      const query = tx
        .createQueryBuilder(ApiKey, 'key')
        .where('key.organizationId = :organizationId', { organizationId });
      if (before !== null) query.andWhere('key.id < :before', { before });
      return query
        .orderBy('key.id', 'DESC')
        .take(page.limit + 1)
        .getMany();
    });
    const keyId = In(rows.map(({ id }) => id));
    const entries = await this.unitOfWork.platform((tx) => tx.findBy(KeyDirectoryEntry, { keyId }));
    const used = new Map(entries.map((entry) => [entry.keyId, entry.lastUsedAt]));
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => apiKeyView(row, used.get(row.id) ?? null),
    );
  }

  /** Notes that the key with this SHA-256 was used; written once a minute for all together. */
  noteUse(sha256: string, atMs: number): void {
    this.unwritten.set(sha256, atMs);
    if (this.writing || atMs - this.writtenAtMs < USE_NOTED_EVERY_MS) return;
    this.writtenAtMs = atMs;
    this.writing = this.writeUses()
      .catch((error: unknown) => this.logger.error({ err: error }, 'key use not noted'))
      .finally(() => {
        this.writing = null;
      });
  }

  /** Writes what was noted and is not written yet. */
  async writeUses(): Promise<void> {
    const uses = [...this.unwritten];
    this.unwritten.clear();
    if (uses.length === 0) return;
    await this.unitOfWork.platform((tx) =>
      tx.query(
        `UPDATE key_directory AS d SET last_used_at = u.at
         FROM unnest($1::bytea[], $2::timestamptz[]) AS u (digest, at)
         WHERE d.digest = u.digest`,
        [
          uses.map(([sha256]) => Buffer.from(sha256, 'base64url')),
          uses.map(([, atMs]) => new Date(atMs)),
        ],
      ),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.writeUses();
  }
}

function apiKeyView(key: ApiKey, lastUsedAt: Date | null): ApiKeyView {
  return {
    id: key.id,
    organizationId: key.organizationId,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

function recorded({ name, prefix, scopes, expiresAt, revokedAt }: ApiKey): object {
  return { name, prefix, scopes, expiresAt, revokedAt };
}
