import type { FieldProblem } from '@purser/contracts';

/** Members that JavaScript objects have anyway: validation would not see them. */
const RESERVED = ['constructor', 'prototype', '__proto__'];

interface Found {
  readonly value: unknown;
  readonly name: string;
  readonly parent: Found | null;
}

/**
 * What no field may hold, wherever it is: text that the database cannot keep (NUL) or UTF-8 cannot
 * carry (half a surrogate pair), and, among the request's own fields, names that are no fields.
 */
export function unreadableText(root: unknown): FieldProblem[] {
  const faults: FieldProblem[] = [];
  // Not recursive: how deep a body is nested is the caller's choice.
  const waiting: Found[] = [{ value: root, name: '', parent: null }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value } = next;
    if (typeof value === 'string' && !isReadable(value)) {
      const detail = 'must be text without NUL and of whole characters only';
      faults.push({ pointer: pointerOf(next), detail });
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      const inside: Found = { value: member, name, parent: next };
      if (value === root && RESERVED.includes(name)) {
        faults.push({ pointer: pointerOf(inside), detail: `property ${name} should not exist` });
      } else if (!isReadable(name)) {
        const detail = 'must not have members with such names';
        faults.push({ pointer: pointerOf(next), detail });
      }
      waiting.push(inside);
    }
  }
  return faults;
}

/** Whether the database can keep `text` and UTF-8 can carry it. */
export function isReadable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** JSON pointer, RFC 6901. */
function pointerOf(found: Found): string {
  const names: string[] = [];
  for (let one: Found = found; one.parent !== null; one = one.parent) {
    names.unshift(`/${one.name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
  return names.join('').slice(0, 1_000);
}
