import type { Tx, UnitOfWork } from '@purser/platform';

/** Carries the result of a rehearsal out of the transaction that is rolled back. */
class Rehearsed<T> extends Error {
  constructor(readonly result: T) {
    super('rehearsed');
  }
}

/** Runs the very work of a change, gives its result, and changes nothing. */
export async function rehearse<T>(
  unitOfWork: UnitOfWork,
  organizationId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await unitOfWork.run(organizationId, async (tx): Promise<never> => {
      throw new Rehearsed(await work(tx));
    });
  } catch (error) {
    if (error instanceof Rehearsed) return (error as Rehearsed<T>).result;
    throw error;
  }
}
