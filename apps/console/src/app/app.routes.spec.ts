import { TestBed } from '@angular/core/testing';
import type { Route, Routes } from '@angular/router';
import { PERMISSIONS, type Permission } from '@purser/contracts';
import { Console, textOf } from '../testing/console-harness.js';
import { ACME, member, problem } from '../testing/views.js';
import { routes } from './app.routes.js';
import { addressOf, NAVIGATION, STAFF_NAVIGATION } from './shell/navigation.js';

/** Every page that somebody who is signed in can open, with its parameters filled in. */
async function addressesOf(some: Routes, base = ''): Promise<string[]> {
  const found: string[] = [];
  for (const route of some) {
    const address = `${base}/${route.path ?? ''}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    const children = await childrenOf(route);
    if (children.length > 0) found.push(...(await addressesOf(children, address)));
    else if (route.loadComponent && route.path !== '**') found.push(filled(address));
  }
  return found;
}

async function childrenOf(route: Route): Promise<Routes> {
  if (!route.loadChildren) return route.children ?? [];
  return ((await route.loadChildren()) as { default: Routes }).default;
}

function filled(address: string): string {
  return address.replace(':organizationId', ACME).replace(/:\w+/g, 'some-id');
}

const shell = routes.find(({ loadComponent, children }) => loadComponent && children);
const ALL = await addressesOf(shell?.children ?? []);
const PAGES = [...new Set(ALL)].filter((address) => !address.includes('not-permitted'));
/** Forms that read nothing before they are filled in. */
const READS_NOTHING = ['/platform/packages/new', '/platform/clock'];

const everything = member(Object.keys(PERMISSIONS) as Permission[]);
const ROOT = { ...everything, platformPermissions: Object.keys(PERMISSIONS) as Permission[] };
const NOBODY = member([]);

async function open(address: string, user = ROOT) {
  const console = await Console.open({ user, routes: shell?.children ?? [] });
  const harness = await console.visit(address);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

describe('the pages', () => {
  it('are where the navigation leads', () => {
    const links = [...NAVIGATION, ...STAFF_NAVIGATION].flatMap(({ items }) => items);
    const lost = links
      .map((item) => addressOf(item, ACME).join('/'))
      .filter(
        (address) => !PAGES.some((page) => page === address || page.startsWith(`${address}/`)),
      );
    expect([links.length > 20, lost]).toEqual([true, []]);
  });

  it.each(PAGES)('%s has one heading, and says that it loads', async (address) => {
    const { element } = await open(address);
    expect(element.querySelectorAll('h1')).toHaveLength(1);
    const loading = element.querySelector('[aria-busy=true]') !== null;
    expect(loading).toBe(!READS_NOTHING.includes(address));
  });

  it.each(PAGES.filter((address) => !READS_NOTHING.includes(address)))(
    '%s says what did not load, with the request to ask about',
    async (address) => {
      const { console, element } = await open(address);
      for (let round = 0; round < 3; round += 1) {
        for (const request of console.http.match(({ url }) => url !== '/api/installation')) {
          if (request.cancelled) continue;
          request.flush(problem('overloaded', 503), { status: 503, statusText: 'Status 503' });
        }
        await console.settle();
      }
      expect(textOf(element)).toContain('did not load.');
      expect(textOf(element.querySelector('pr-problem details'))).toContain('req_test');
      expect(element.querySelector('[aria-busy=true]')).toBeNull();
    },
  );

  it.each(PAGES.filter((address) => address !== '/organizations'))(
    '%s says which permission is missing to somebody who holds none',
    async (address) => {
      const { element } = await open(address, NOBODY);
      expect(element.querySelectorAll('h1')).toHaveLength(1);
      expect(textOf(element.querySelector('pr-not-permitted'))).toMatch(/needs [a-z]+\.[a-z]+\./);
      TestBed.resetTestingModule();
    },
  );
});
