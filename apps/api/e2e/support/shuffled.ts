/** A copy of `items` in an order that `seed` decides. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  let state = seed >>> 0;
  for (let last = copy.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

/** Does `work` for all items, `callers` at a time. */
export async function inParallel<T>(
  callers: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const caller = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
