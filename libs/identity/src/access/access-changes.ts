import { Injectable } from '@nestjs/common';
import { newId, UnitOfWork, type PlatformTx, type Tx } from '@purser/platform';
import { LessThan, MoreThan } from 'typeorm';
import { MachineClock } from '../machine-clock.js';
import { AccessChange } from './access-change.entity.js';

/** How old the knowledge of changes may be; so every revocation holds everywhere within 5 s. */
const STALE_AFTER_MS = 2_000;
/** From which age on they are read again while what is known still serves. */
const REFRESH_AFTER_MS = 1_000;
/** Notices are read again for this long: transactions commit late, clocks of machines differ. */
const OVERLAP_MS = 90_000;
const KEPT_MS = 3_600_000;
const PURGE_EVERY_MS = 600_000;

type Kind = AccessChange['kind'];

/** What a listener must forget: one subject, or everything after a gap in the notices. */
export type Forgotten = Pick<AccessChange, 'kind' | 'subjectId'> | 'everything';

/**
 * Tells all processes when a session ends, a key is revoked or permissions change. A notice is
 * written in the transaction of the change; each process reads the notices before it relies on
 * anything older than two seconds. When they cannot be read, nothing remembered is relied on.
 */
@Injectable()
export class AccessChanges {
  private readonly listeners: ((forgotten: Forgotten) => void)[] = [];
  private readonly seen = new Map<string, number>();
  private syncedAt = Number.NEGATIVE_INFINITY;
  private purgedAt = Number.NEGATIVE_INFINITY;
  private syncing: Promise<void> | null = null;
  private changes = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly machine: MachineClock,
  ) {}

  /**
   * Grows with each change. What was loaded while it grew may be older than the change and must not
   * be remembered.
   */
  get version(): number {
    return this.changes;
  }

  /** Calls `forget` for each change, whichever process made it. */
  onChange(forget: (forgotten: Forgotten) => void): void {
    this.listeners.push(forget);
  }

  /** Writes the notice in the transaction of the change. */
  async announce(tx: Tx | PlatformTx, kind: Kind, subjectId: string): Promise<void> {
    const at = this.machine.now();
    await tx.insert(AccessChange, { id: newId(at), kind, subjectId, at });
  }

  /** Call once the change has committed: this process forgets without waiting. */
  apply(kind: Kind, subjectId: string): void {
    this.tell({ kind, subjectId });
  }

  /** Makes sure that what committed more than two seconds ago is known here. */
  async catchUp(): Promise<void> {
    const age = this.machine.now().getTime() - this.syncedAt;
    if (age >= 0 && age < REFRESH_AFTER_MS) return;
    this.syncing ??= this.read().finally(() => {
      this.syncing = null;
    });
    // Asked again in time, a busy process never waits for the answer.
    if (age >= 0 && age < STALE_AFTER_MS) this.syncing.catch(() => undefined);
    else await this.syncing;
  }

  private async read(): Promise<void> {
    const startedAt = this.machine.now();
    const since = startedAt.getTime() - OVERLAP_MS;
    const changes = await this.unitOfWork.platform((tx) =>
      tx.find(AccessChange, { where: { at: MoreThan(new Date(since)) } }),
    );
    if (this.syncedAt < since) this.tell('everything');
    for (const { id, kind, subjectId } of changes) {
      if (this.seen.has(id)) continue;
      this.seen.set(id, startedAt.getTime());
      this.tell({ kind, subjectId });
    }
    this.syncedAt = startedAt.getTime();
    await this.purge(startedAt);
  }

  private tell(forgotten: Forgotten): void {
    this.changes += 1;
    for (const listener of this.listeners) listener(forgotten);
  }

  private async purge(now: Date): Promise<void> {
    if (now.getTime() - this.purgedAt < PURGE_EVERY_MS) return;
    this.purgedAt = now.getTime();
    const old = new Date(now.getTime() - KEPT_MS);
    await this.unitOfWork.platform((tx) => tx.delete(AccessChange, { at: LessThan(old) }));
    for (const [id, at] of this.seen) if (at < old.getTime()) this.seen.delete(id);
  }
}
