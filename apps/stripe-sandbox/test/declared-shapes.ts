import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

// The SDK exports neither its package.json nor its declarations, so they are found beside its code.
const entry = createRequire(import.meta.url).resolve('stripe');
const resources = join(dirname(entry), '../esm/resources');

type Declarations = Map<string, ts.InterfaceDeclaration>;

function declarationsOf(file: string): Declarations {
  const text = readFileSync(join(resources, `${file}.d.ts`), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Declarations = new Map();
  const walk = (node: ts.Node, prefix: string): void => {
    ts.forEachChild(node, (child) => {
      if (ts.isInterfaceDeclaration(child)) found.set(prefix + child.name.text, child);
      else if (ts.isModuleDeclaration(child) && child.body) {
        walk(child.body, `${prefix}${child.name.text}.`);
      }
    });
  };
  walk(source, '');
  return found;
}

/** The interface that a type name means, seen from inside the interface `owner`. */
function resolve(declarations: Declarations, owner: string, name: string): string | undefined {
  const outer = owner.split('.').slice(0, -1);
  const candidates = [[owner, name], [...outer, name], [name]].map((parts) => parts.join('.'));
  return candidates.find((candidate) => declarations.has(candidate));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function check(
  declarations: Declarations,
  name: string,
  value: Record<string, unknown>,
  path: string,
  faults: string[],
): void {
  const declared = new Set<string>();
  for (const member of declarations.get(name)?.members ?? []) {
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const key = member.name.getText();
    declared.add(key);
    const isRequired = member.questionToken === undefined;
    if (isRequired && !(key in value)) faults.push(`${path}.${key} is missing`);
    const held = value[key];
    const type = member.type.getText();
    if (isRequired && held === null && !/\bnull\b/.test(type))
      faults.push(`${path}.${key} is null`);
    const nested = /^(?:Array<)?([A-Z][\w.]*)>?(?: \| null)?$/.exec(type.replace(/\s+/g, ' '))?.[1];
    const target = nested && resolve(declarations, name, nested);
    if (!target) continue;
    const items = Array.isArray(held) ? held : [held];
    for (const item of items.filter(isObject)) {
      check(declarations, target, item, `${path}.${key}`, faults);
    }
  }
  // An interface without members, such as an event's object, may hold anything.
  if (declared.size === 0) return;
  for (const key of Object.keys(value)) {
    if (!declared.has(key)) faults.push(`${path}.${key} is not declared by Stripe`);
  }
}

/**
 * How a value differs from the interface that the SDK declares for it: required members that
 * are missing or null, and members Stripe does not know. Nested interfaces are followed.
 */
export function shapeFaults(file: string, name: string, value: object): string[] {
  const faults: string[] = [];
  const declarations = declarationsOf(file);
  if (!declarations.has(name)) throw new Error(`${file} declares no ${name}`);
  check(declarations, name, value as Record<string, unknown>, name, faults);
  return faults;
}
