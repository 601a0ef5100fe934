/**
 * SQL for `alias.reference = value` that ends a subquery on one organization. It asks for the order
 * of the key of references, so that a plan made while the table was nearly empty, when every index
 * of the organization costs the same, takes that key and no other.
 */
export function isReference(alias: string, value: string): string {
  const column = `${alias}.reference`;
  return `${column} >= ${value} AND ${column} <= ${value} ORDER BY ${column} LIMIT 1`;
}
