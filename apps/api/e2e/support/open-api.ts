import { readFileSync } from 'node:fs';

const DOCUMENT = new URL('../../../../openapi.json', import.meta.url);

/** As much of a JSON Schema as the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One route of the document. */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  /** Template, such as `/api/tokens/wallet/{organizationId}`. */
  readonly path: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  /** Of the JSON body, references resolved one level; null where it takes none. */
  readonly body: Schema | null;
  /** What a success may be answered as, such as `text/csv`. */
  readonly formats: readonly string[];
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** The committed document. */
export function readOpenApi(): OpenApiDocument {
  return JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenApiDocument;
}

/** Every route of `document`, by path and method. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const body = operation.requestBody?.content?.['application/json']?.schema;
      return {
        id: operation.operationId,
        method: method.toUpperCase() as Method,
        path,
        isPublic: operation.security?.some((one) => Object.keys(one).length === 0) ?? false,
        parameters: operation.parameters ?? [],
        body: body ? resolve(document, body) : null,
        formats: Object.entries(operation.responses)
          .filter(([status]) => status.startsWith('2'))
          .flatMap(([, { content }]) => Object.keys(content ?? {})),
      };
    }),
  );
}

/** `schema` with its own reference, or its only `allOf` part, put in place. */
export function resolve(document: OpenApiDocument, schema: Schema): Schema {
  const [only] = schema.allOf ?? [];
  if (only) return resolve(document, only);
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1) ?? '';
  const target = document.components?.schemas?.[name];
  if (!target) throw new Error(`${schema.$ref} is nowhere in the document`);
  return resolve(document, target);
}

/** The path of `operation` with `values` in place of its parameters, each percent-encoded. */
export function pathOf(operation: Operation, values: Readonly<Record<string, string>>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${operation.id} has no value for {${name}}`);
    return encodeURIComponent(value);
  });
}
