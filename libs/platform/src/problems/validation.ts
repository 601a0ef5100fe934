import {
  ValidationPipe,
  type ArgumentMetadata,
  type Type,
  type ValidationError,
} from '@nestjs/common';
import type { FieldProblem } from '@purser/contracts';
import { InvalidRequest, NotFound } from './domain-error.js';
import { isReadable, unreadableText } from './unreadable-text.js';

/** Looks at what a request says before its fields are looked at one by one. */
class RequestPipe extends ValidationPipe {
  /** Queries that may be left out altogether. */
  private readonly optionalQueries = new WeakSet<Type>();

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'param' && typeof value === 'string' && !isReadable(value)) {
      throw new NotFound();
    }
    if (metadata.type === 'body' || metadata.type === 'query') {
      // Nothing at all is an empty body; null is none.
      if (value === null) throw new InvalidRequest([{ pointer: '', detail: 'must be an object' }]);
      const faults = unreadableText(value);
      if (faults.length > 0) throw new InvalidRequest(faults);
    }
    const { metatype } = metadata;
    if (metadata.type !== 'query' || !metatype || !isEmpty(value)) {
      return super.transform(value, metadata) as Promise<unknown>;
    }
    if (this.optionalQueries.has(metatype)) return new metatype();
    const query = (await super.transform(value, metadata)) as unknown;
    this.optionalQueries.add(metatype);
    return query;
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

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Flattens class-validator's tree into JSON pointers. */
export function fieldProblems(faults: readonly ValidationError[], path = ''): FieldProblem[] {
  return faults.flatMap((fault) => {
    const pointer = `${path}/${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.values(fault.constraints ?? {}).map((detail) => ({ pointer, detail }));
    return [...own, ...fieldProblems(fault.children ?? [], pointer)];
  });
}
