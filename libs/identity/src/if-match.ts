/** Whether `If-Match`, which holds one ETag, several, or `*`, accepts `eTag`; null accepts any. */
export function accepts(ifMatch: string | null, eTag: string): boolean {
  if (ifMatch === null) return true;
  return ifMatch.split(',').some((part) => part.trim() === eTag || part.trim() === '*');
}
