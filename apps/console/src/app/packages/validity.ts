/** How long tokens are valid: `365 days`, `Never expire`. */
export function validityWords(days: number | null): string {
  if (days === null) return 'Never expire';
  return days === 1 ? '1 day' : `${new Intl.NumberFormat().format(days)} days`;
}
