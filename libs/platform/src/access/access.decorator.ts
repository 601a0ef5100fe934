import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiSecurity } from '@nestjs/swagger';
import type { Permission } from '@purser/contracts';
import type { Caller } from './caller.js';
import type { PurserRequest } from '../requests/purser-request.js';

/**
 * Where a request says which organization it is about.
 *
 * - `param`, `body`, `query`: the field `organizationId` there. `body` and `query` may leave it out
 *   when the caller has exactly one membership.
 * - `{ organizationParam }`: the path parameter of that name, where one template takes several ids.
 * - `{ resource, param }`: the path parameter is a public id of that kind; its directory row tells.
 */
export type OrganizationSource =
  | 'param'
  | 'body'
  | 'query'
  | { readonly organizationParam: string }
  | { readonly resource: string; readonly param: string };

/** Who may call a handler. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'platform'; readonly permission: Permission }
  | {
      readonly kind: 'organization';
      readonly permission: Permission;
      readonly organization: OrganizationSource;
      /** Staff who hold the permission everywhere may leave the organization out. */
      readonly optionalForStaff: boolean;
    };

export const ACCESS_RULE = Symbol('purser:access');

const ORGANIZATION_PARAM = ApiParam({
  name: 'organizationId',
  schema: { type: 'string', format: 'uuid' },
});

/** Anyone may call, signed in or not. */
export const Public = () =>
  applyDecorators(
    SetMetadata<symbol, AccessRule>(ACCESS_RULE, { kind: 'public' }),
    // An empty requirement: the document says that none is needed, not that none was thought of.
    ApiSecurity({}),
  );

/** Any signed-in person or valid API key may call. */
export const Authenticated = () =>
  applyDecorators(
    SetMetadata<symbol, AccessRule>(ACCESS_RULE, { kind: 'authenticated' }),
    ApiBearerAuth(),
  );

/** Staff who hold `permission` on the platform may call. */
export const PlatformAccess = (permission: Permission) =>
  applyDecorators(
    SetMetadata<symbol, AccessRule>(ACCESS_RULE, { kind: 'platform', permission }),
    ApiBearerAuth(),
  );

/**
 * Callers who hold `permission` in the organization of the request may call. Another organization,
 * one that does not exist and a malformed id are all answered 404.
 */
export const Access = (
  permission: Permission,
  organization: OrganizationSource,
  options: { readonly optionalForStaff?: boolean } = {},
) =>
  applyDecorators(
    SetMetadata<symbol, AccessRule>(ACCESS_RULE, {
      kind: 'organization',
      permission,
      organization,
      optionalForStaff: options.optionalForStaff ?? false,
    }),
    ApiBearerAuth(),
    ...(organization === 'param' ? [ORGANIZATION_PARAM] : []),
  );

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<PurserRequest>();

/** The authenticated caller. Only in handlers that are not public. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller => {
    const { caller } = requestOf(context);
    if (!caller) throw new Error('A public handler asked for the caller');
    return caller;
  },
);

/** The organization that the access rule resolved and checked. */
export const OrganizationId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => {
    const { organizationId } = requestOf(context);
    if (!organizationId) throw new Error('The access rule of this handler names no organization');
    return organizationId;
  },
);

/** The organization of the request, or null where staff asked across all of them. */
export const OptionalOrganizationId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | null =>
    requestOf(context).organizationId ?? null,
);
