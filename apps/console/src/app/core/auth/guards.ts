import { inject } from '@angular/core';
import {
  type ActivatedRouteSnapshot,
  type CanActivateFn,
  RedirectCommand,
  Router,
} from '@angular/router';
import type { Permission } from '@purser/contracts';
import { Installation } from '../installation.js';
import { OrganizationContext } from '../organization/organization-context.js';
import { Session } from './session.js';
import { signInAddress } from './sign-in-address.js';

/** Lets signed-in people pass; others sign in first and come back. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  // Pages count from the clock of the installation, so it is known before the first of them.
  await Promise.all([session.restore(), inject(Installation).ready()]);
  return session.user() !== null || signInAddress(router, state.url);
};

/** Sends a person to the only organization they have, or to the list to choose from. */
export const home: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  const user = session.user();
  if (!user) return signInAddress(router, state.url);
  const only = user.organizationId ?? onlyMembership(user.memberships);
  if (only && user.platformPermissions.length === 0) {
    return router.createUrlTree(['/o', only, 'dashboard']);
  }
  return router.createUrlTree(['/organizations']);
};

/** Loads the organization of the address; what is not one's own does not exist. */
export const organizationChosen: CanActivateFn = async (route: ActivatedRouteSnapshot, state) => {
  const context = inject(OrganizationContext);
  const router = inject(Router);
  const id = route.paramMap.get('organizationId') ?? '';
  const found = await context.choose(id);
  if (found) return true;
  return new RedirectCommand(router.createUrlTree(['/not-found']), { browserUrl: state.url });
};

/** Leaves the organization: what follows is about Purser as a whole, in UTC. */
export const outsideOrganizations: CanActivateFn = () => {
  inject(OrganizationContext).leaveOnArrival();
  return true;
};

/** Lets people with `permission` where they are pass; others read what is missing. */
export function permitted(permission: Permission): CanActivateFn {
  return (route, state) => {
    const context = inject(OrganizationContext);
    const router = inject(Router);
    if (context.can(permission)) return true;
    const id = context.organizationId();
    const page = route.routeConfig?.title;
    const queryParams = { permission, page: typeof page === 'string' ? page : undefined };
    const where = id ? ['/o', id, 'not-permitted'] : ['/platform/not-permitted'];
    return new RedirectCommand(router.createUrlTree(where, { queryParams }), {
      browserUrl: state.url,
    });
  };
}

function onlyMembership(memberships: { organizationId: string }[]): string | null {
  return memberships.length === 1 ? (memberships[0]?.organizationId ?? null) : null;
}
