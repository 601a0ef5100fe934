import type { DuePair } from './due-reader.js';

/**
 * Calls `work` with the pairs of each organization, `lanes` organizations at a time. It rejects as
 * soon as `work` does; what other lanes have under way goes on.
 */
export async function eachOrganization(
  pairs: readonly DuePair[],
  lanes: number,
  work: (pairs: readonly DuePair[], organizationId: string) => Promise<void>,
): Promise<void> {
  const waiting = byOrganization(pairs).entries();
  const lane = async () => {
    for (const [organizationId, group] of waiting) await work(group, organizationId);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Pairs by their organization, each organization's in their order. */
function byOrganization(pairs: readonly DuePair[]): Map<string, DuePair[]> {
  const groups = new Map<string, DuePair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair.organizationId);
    if (group) group.push(pair);
    else groups.set(pair.organizationId, [pair]);
  }
  return groups;
}
