/** Whether `If-Match`, which holds one ETag, several, or `*`, accepts `eTag`; null accepts any. */
export function accepts(ifMatch: string | null, eTag: string): boolean {
  if (ifMatch === null) return true;
  const parts = ifMatch.split(',').map((part) => part.trim());
  return parts.includes('*') || parts.includes(eTag);
}
