/** A value of a form body before its type is known; nested names make nested records. */
export type FormValue = string | FormRecord;
export interface FormRecord {
  [name: string]: FormValue;
}

const DEPTH_LIMIT = 8;

function segments(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0) return [name];
  const inner = name.slice(open).match(/\[([^\]]*)\]/g) ?? [];
  return [name.slice(0, open), ...inner.map((part) => part.slice(1, -1))];
}

function place(root: FormRecord, path: string[], value: string): void {
  let record = root;
  for (const [depth, segment] of path.entries()) {
    const name = segment === '' ? String(Object.keys(record).length) : segment;
    if (depth === path.length - 1) {
      record[name] = value;
      return;
    }
    const next = record[name];
    if (typeof next === 'object') {
      record = next;
    } else {
      const child = Object.create(null) as FormRecord;
      record[name] = child;
      record = child;
    }
  }
}

/**
 * Reads `application/x-www-form-urlencoded` text with bracketed names:
 * `metadata[a]=b`, `expand[0]=c`, `expand[]=c`. Lists become records with numeric names.
 */
export function parseForm(text: string): FormRecord {
  const root = Object.create(null) as FormRecord;
  for (const [name, value] of new URLSearchParams(text)) {
    place(root, segments(name).slice(0, DEPTH_LIMIT), value);
  }
  return root;
}

/** The same text for the same parameters, whatever their order. */
export function canonical(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? '')}`)}}`;
}
