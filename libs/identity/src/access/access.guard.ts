import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuditTrail } from '@purser/audit';
import type { Permission } from '@purser/contracts';
import {
  ACCESS_RULE,
  Clock,
  holds,
  isId,
  NotAuthenticated,
  NotFound,
  NotPermitted,
  OrganizationRequired,
  PublicIds,
  type AccessRule,
  type Caller,
  type PurserRequest,
} from '@purser/platform';
import { Organizations } from '../organizations/organizations.service.js';
import { BoundedMap } from './bounded-map.js';

const MOST_IDS = 50_000;

type OrganizationRule = Extract<AccessRule, { kind: 'organization' }>;

/**
 * Says whether the caller may: first 404 (the organization does not exist, is malformed, or is
 * another's), then 403 (a permission is missing), then 400 (no organization was said). Refusals are
 * counted in the audit of the organization they concern.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly organizationByPublicId = new BoundedMap<string, string>(MOST_IDS);

  constructor(
    private readonly reflector: Reflector,
    private readonly organizations: Organizations,
    private readonly publicIds: PublicIds,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound, NotPermitted, OrganizationRequired */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<PurserRequest>();
    if (rule?.kind === 'public') return true;
    const { caller } = request;
    if (!caller) throw new NotAuthenticated();
    // A handler without a rule is refused: forgetting must not open a door.
    if (!rule) throw new NotPermitted('that no one holds');
    if (rule.kind === 'authenticated') return true;
    if (rule.kind === 'platform') {
      if (caller.platformPermissions.has(rule.permission)) return true;
      return this.refuse(request, caller, onlyMembership(caller), rule.permission);
    }
    const organizationId = await this.organizationOf(rule, request, caller);
    if (organizationId === null) return true;
    await this.requireVisible(request, caller, organizationId);
    if (!holds(caller, rule.permission, organizationId)) {
      return this.refuse(request, caller, organizationId, rule.permission);
    }
    request.organizationId = organizationId;
    return true;
  }

  /** The organization that the request names; null where staff left it out and may. */
  private async organizationOf(
    rule: OrganizationRule,
    request: PurserRequest,
    caller: Caller,
  ): Promise<string | null> {
    if (typeof rule.organization === 'object') {
      if ('organizationParam' in rule.organization) {
        const id = memberOf(request.params, rule.organization.organizationParam);
        if (!isId(id)) throw new NotFound();
        return id;
      }
      const { resource, param } = rule.organization;
      return this.organizationOfResource(memberOf(request.params, param), resource);
    }
    const source = rule.organization === 'param' ? 'params' : rule.organization;
    const named = memberOf(request[source], 'organizationId');
    if (named !== undefined) {
      if (!isId(named)) throw new NotFound();
      return named;
    }
    if (source === 'params') throw new NotFound();
    return this.organizationLeftOut(rule, caller);
  }

  private organizationLeftOut(rule: OrganizationRule, caller: Caller): string | null {
    const only = onlyMembership(caller);
    if (rule.optionalForStaff && caller.platformPermissions.has(rule.permission)) return null;
    if (only !== null) return only;
    if (!holdsAnywhere(caller, rule.permission)) throw new NotPermitted(rule.permission);
    throw new OrganizationRequired();
  }

  private async organizationOfResource(id: unknown, kind: string): Promise<string> {
    if (!isId(id)) throw new NotFound();
    const key = `${kind}:${id}`;
    const known = this.organizationByPublicId.get(key);
    if (known !== undefined) return known;
    const organizationId = await this.publicIds.organizationOf(id, kind);
    if (organizationId === null) throw new NotFound();
    this.organizationByPublicId.set(key, organizationId);
    return organizationId;
  }

  private async requireVisible(request: PurserRequest, caller: Caller, organizationId: string) {
    if (caller.memberships.has(organizationId)) return;
    const exists = await this.organizations.exists(organizationId);
    if (exists && caller.platformPermissions.size > 0) return;
    if (exists) await this.count(request, caller, organizationId);
    throw new NotFound();
  }

  private async refuse(
    request: PurserRequest,
    caller: Caller,
    organizationId: string | null,
    permission: Permission,
  ): Promise<never> {
    if (organizationId !== null) await this.count(request, caller, organizationId);
    throw new NotPermitted(permission);
  }

  private async count(request: PurserRequest, caller: Caller, organizationId: string) {
    const route = `${request.method} ${request.routeOptions.url ?? request.url}`;
    // A stranger's e-mail is none of this organization's business; its id can be asked about.
    const known = caller.memberships.has(organizationId) && caller.type === 'user';
    const principal = `${caller.type}:${known ? caller.name : caller.id}`;
    await this.audit.countFailedAccess(organizationId, principal, route, this.clock.now());
  }
}

function memberOf(container: unknown, name: string): unknown {
  if (container === null || typeof container !== 'object' || !Object.hasOwn(container, name)) {
    return undefined;
  }
  return (container as Record<string, unknown>)[name];
}

function onlyMembership(caller: Caller): string | null {
  if (caller.memberships.size !== 1) return null;
  const [organizationId] = caller.memberships.keys();
  return organizationId ?? null;
}

function holdsAnywhere(caller: Caller, permission: Permission): boolean {
  if (caller.platformPermissions.has(permission)) return true;
  return [...caller.memberships.values()].some((permissions) => permissions.has(permission));
}
