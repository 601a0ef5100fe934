/** The instant in a UUID of version 7, in milliseconds; null for any other text. */
export function instantOfId(id: string): number | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id))
    return null;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
