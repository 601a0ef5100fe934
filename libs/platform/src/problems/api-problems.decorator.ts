import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEMS, type ProblemKey } from '@purser/contracts';
import { ProblemDetails } from './problem-details.view.js';

const ALWAYS: readonly ProblemKey[] = ['too-many-requests', 'internal-error'];

/**
 * Documents the problems a handler answers with, one response per status with the keys it can have.
 * `invalid-request`, `not-authenticated`, `not-permitted` and `not-found` are named by the caller
 * where they can happen; 429 and 500 always can.
 */
export const ApiProblems = (...keys: readonly ProblemKey[]) => {
  const byStatus = new Map<number, ProblemKey[]>();
  for (const key of [...keys, ...ALWAYS]) {
    const { status } = PROBLEMS[key];
    byStatus.set(status, [...(byStatus.get(status) ?? []), key]);
  }
  return applyDecorators(
    ApiExtraModels(ProblemDetails),
    ...[...byStatus].map(([status, sameStatus]) =>
      ApiResponse({
        status,
        description: sameStatus.map((key) => `\`${key}\`: ${PROBLEMS[key].title}`).join('. '),
        content: {
          'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDetails) } },
        },
      }),
    ),
  );
};

const SIGNED_IN = ['not-authenticated', 'not-found', 'not-permitted'] as const;

/** {@link ApiProblems} plus what every handler with an access rule answers with. */
export const ApiAccessProblems = (...keys: readonly ProblemKey[]) =>
  ApiProblems('invalid-request', ...SIGNED_IN, ...keys);
