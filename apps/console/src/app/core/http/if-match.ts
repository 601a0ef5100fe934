/** The header by which a write counts only for the version it was made from; null = whatever is there. */
export function ifMatch(eTag: string | null | undefined): Record<string, string> {
  return eTag ? { 'If-Match': eTag } : {};
}
