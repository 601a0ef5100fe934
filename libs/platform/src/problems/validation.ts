import { ValidationPipe, type ValidationError } from '@nestjs/common';
import type { FieldProblem } from '@purser/contracts';
import { InvalidRequest } from './domain-error.js';

/**
 * The one validation of bodies and queries: unknown fields and wrong types are refused, nothing is
 * coerced in bodies (a query's digits are turned into numbers by `@Type` on the DTO).
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeDefaultValues: true },
    stopAtFirstError: true,
    exceptionFactory: (faults) => new InvalidRequest(fieldProblems(faults)),
  });
}

/** Flattens class-validator's tree into JSON pointers. */
export function fieldProblems(faults: readonly ValidationError[], path = ''): FieldProblem[] {
  return faults.flatMap((fault) => {
    const pointer = `${path}/${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.values(fault.constraints ?? {}).map((detail) => ({ pointer, detail }));
    return [...own, ...fieldProblems(fault.children ?? [], pointer)];
  });
}
