import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The context of the request, so that its access rule can be asked again later. */
export const RequestContext = createParamDecorator(
  (_: unknown, context: ExecutionContext): ExecutionContext => context,
);
