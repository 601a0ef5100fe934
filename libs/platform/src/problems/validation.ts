import {
  ValidationPipe,
  type ArgumentMetadata,
  type Type,
  type ValidationError,
} from '@nestjs/common';
import type { FieldProblem } from '@purser/contracts';
import { InvalidRequest, NotFound } from './domain-error.js';
import { quickCheckOf } from './quick-check.js';
import { isReadable, unreadableText } from './unreadable-text.js';

/** Looks at what a request says before its fields are looked at one by one. */
class RequestPipe extends ValidationPipe {
  /** Queries that may be left out altogether. */
  private readonly optionalQueries = new WeakSet<Type>();

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'param' && typeof value === 'string' && !isReadable(value)) throw new NotFound();
    if (type !== 'body' && type !== 'query') return this.validated(value, metadata);
    // Nothing at all is an empty body; null is none.
    if (value === null) throw new InvalidRequest([{ pointer: '', detail: 'must be an object' }]);
    if (metatype && type === 'body' && isObject(value) && quickCheckOf(metatype)?.(value)) {
      return Object.assign(new metatype() as object, value);
    }
    const faults = unreadableText(value);
    if (faults.length > 0) throw new InvalidRequest(faults);
    if (!metatype || type === 'body' || !isEmpty(value)) return this.validated(value, metadata);
    if (this.optionalQueries.has(metatype)) return new metatype();
    const query = await this.validated(value, metadata);
    this.optionalQueries.add(metatype);
    return query;
  }

  private validated(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

/**
 * The one validation of bodies and queries: unknown fields and wrong types are refused, nothing is
 * coerced in bodies (a query's digits are turned into numbers by `@Type` on the DTO).
 */
export function validationPipe(): ValidationPipe {
  return new RequestPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeDefaultValues: true },
    stopAtFirstError: true,
    exceptionFactory: (faults) => new InvalidRequest(fieldProblems(faults)),
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** Flattens class-validator's tree into JSON pointers. */
export function fieldProblems(faults: readonly ValidationError[], path = ''): FieldProblem[] {
  return faults.flatMap((fault) => {
    const pointer = `${path}/${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.values(fault.constraints ?? {}).map((detail) => ({ pointer, detail }));
    return [...own, ...fieldProblems(fault.children ?? [], pointer)];
  });
}
