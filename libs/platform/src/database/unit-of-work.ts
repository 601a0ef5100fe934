import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import { isId } from '../ids/new-id.js';
import type { PlatformTx, Tx } from './tx.js';

const ATTEMPTS = 3;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

/** Carries the result of a rehearsal out of the transaction that is rolled back. */
class Rehearsed<T> extends Error {
  constructor(readonly result: T) {
    super('rehearsed');
  }
}

/** Opens transactions. Only use-cases call it; everything below them takes the `tx`. */
@Injectable()
export class UnitOfWork {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction of one organization and retries the whole work up to three
   * times when PostgreSQL asks for it (serialization failure, deadlock).
   */
  run<T>(organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.inOrganization(organizationId, '', work);
  }

  /** As {@link run}, on one snapshot and unable to write. */
  read<T>(organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.inOrganization(
      organizationId,
      'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;',
      work,
    );
  }

  /** As {@link run}, gives what the very work would give, and changes nothing. */
  async rehearse<T>(organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.run(organizationId, async (tx): Promise<never> => {
        throw new Rehearsed(await work(tx));
      });
    } catch (error) {
      if (error instanceof Rehearsed) return (error as Rehearsed<T>).result;
      throw error;
    }
  }

  /** Runs `work` in one transaction over platform tables, with the same retries. */
  platform<T>(work: (tx: PlatformTx) => Promise<T>): Promise<T> {
    return retried(() => this.dataSource.transaction((manager) => work(manager as PlatformTx)));
  }

  private inOrganization<T>(
    organizationId: string,
    mode: string,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    if (!isId(organizationId)) throw new TypeError('organizationId is not a UUID');
    return retried(() =>
      this.dataSource.transaction(async (manager) => {
        // The statement, not set_config(): only SET LOCAL reaches the workers of a Citus cluster.
        await manager.query(`${mode} SET LOCAL app.organization_id = '${organizationId}'`);
        return work(asTx(manager, organizationId));
      }),
    );
  }
}

function asTx(manager: EntityManager, organizationId: string): Tx {
  return Object.assign(manager, { organizationId }) as unknown as Tx;
}

async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !isRetryable(error)) throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  const code = sqlState(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}

/** The SQLSTATE of a failed query, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  return (error.driverError as { code?: string }).code;
}

/**
 * The constraint a failed query ran into, or undefined. On Citus the shard number that is appended
 * to the name is taken off.
 */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const name = (error.driverError as { constraint?: string }).constraint;
  return name?.replace(/_\d{6,}$/, '');
}
