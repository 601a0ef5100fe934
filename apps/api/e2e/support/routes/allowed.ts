import type { HttpClient } from '../http-client.js';
import type { Route } from './route-table.js';
import type { People } from './scene.js';

/** The permission that a member of the organization needs; empty where none. */
export function memberPermission({ access }: Route): string {
  return typeof access === 'object' && 'member' in access ? access.member : '';
}

/** The permission that staff need on the platform; empty where none. */
export function staffPermission({ access }: Route): string {
  return typeof access === 'object' && 'staff' in access ? access.staff : '';
}

/** Who of `people` may call it. */
export function allowed(route: Route, people: People): HttpClient {
  const permission = memberPermission(route) || staffPermission(route);
  if (permission === 'platform.admin') return people.root;
  if (permission === 'tokens.adjust') return people.lead;
  return staffPermission(route) ? people.support : people.admin;
}
