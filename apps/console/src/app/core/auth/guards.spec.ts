import { httpResource } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, textOf } from '../../../testing/console-harness.js';
import { ACME, member, organization, problem, staff } from '../../../testing/views.js';
import { OrganizationContext } from '../organization/organization-context.js';
import { home, organizationChosen, outsideOrganizations, permitted, signedIn } from './guards.js';

@Component({ template: 'the page' })
class Page {}

@Component({ template: 'notes' })
class Notes {
  private readonly context = inject(OrganizationContext);
  protected readonly notes = httpResource(() => `/api/notes/${this.context.organizationId()}`);
}

@Component({ template: 'not permitted' })
class Refused {}

@Component({ template: 'not found' })
class Missing {}

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value)));

const ROUTES = [
  { path: '', pathMatch: 'full' as const, canActivate: [home], children: [] },
  { path: 'sign-in', component: Page },
  { path: 'organizations', component: Page },
  {
    path: 'o',
    canActivate: [signedIn],
    children: [
      {
        path: ':organizationId',
        canActivate: [organizationChosen],
        children: [
          { path: 'dashboard', component: Page },
          {
            path: 'buy',
            title: 'Buy tokens',
            component: Page,
            canActivate: [permitted('tokens.purchase')],
          },
          { path: 'notes', component: Notes },
          { path: 'not-permitted', component: Refused },
        ],
      },
    ],
  },
  {
    path: 'platform',
    canActivate: [outsideOrganizations],
    children: [
      // The next page is fetched, and meanwhile the one before lives.
      { path: 'jobs', loadComponent: () => later(Page) },
      { path: 'clock', component: Page, canActivate: [permitted('platform.admin')] },
    ],
  },
  { path: '**', component: Missing },
];

describe('guards', () => {
  it('sends a member to the dashboard of the only organization', async () => {
    const console = await Console.open({ routes: ROUTES });
    const page = console.visit('/');
    await console.answer('/api/auth/session', { user: null });
    await page;
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/dashboard`);
  });

  it('lets staff choose an organization', async () => {
    const console = await Console.open({ routes: ROUTES, user: staff(), organization: null });
    const page = console.visit('/');
    await console.answer('/api/auth/session', { user: null });
    await page;
    expect(TestBed.inject(Router).url).toBe('/organizations');
  });

  it('lets nobody in who is not signed in, and remembers the address', async () => {
    const console = await Console.open({ routes: ROUTES, user: null });
    const page = console.visit(`/o/${ACME}/dashboard`);
    await console.answer('/api/auth/session', { user: null });
    await page;
    expect(TestBed.inject(Router).url).toContain('/sign-in?returnUrl=');
  });

  it('restores the session from the refresh cookie', async () => {
    const console = await Console.open({ routes: ROUTES, user: null });
    const page = console.visit(`/o/${ACME}/dashboard`);
    await console.answer('/api/auth/session', { user: member() });
    await console.answer('/api/auth/refresh', {
      accessToken: 'restored',
      expiresIn: 900,
      user: member(),
    });
    const asked = console.http.expectOne(`/api/organizations/${ACME}`);
    expect(asked.request.headers.get('authorization')).toBe('Bearer restored');
    asked.flush(organization());
    expect(textOf((await page).routeNativeElement)).toBe('the page');
  });

  it('shows what is missing at the address of a page that is not permitted', async () => {
    const user = member(['tokens.view']);
    const console = await Console.open({ routes: ROUTES, user });
    const opening = console.visit(`/o/${ACME}/buy`);
    await console.answer('/api/auth/session', { user: null });
    const page = await opening;
    expect(textOf(page.routeNativeElement)).toContain('not permitted');
    expect(TestBed.inject(Router).url).toContain('permission=tokens.purchase');
  });

  it('treats an organization of somebody else as one that does not exist', async () => {
    const console = await Console.open({ routes: ROUTES });
    const opening = console.visit('/o/another/dashboard');
    await console.answer('/api/auth/session', { user: null });
    await console.answer('/api/organizations/another', problem('not-found', 404), 404);
    const page = await opening;
    expect(textOf(page.routeNativeElement)).toBe('not found');
  });

  it('leaves the organization when the next page stands: the one before asks about no other', async () => {
    const console = await Console.open({ routes: ROUTES });
    const context = TestBed.inject(OrganizationContext);
    const opening = console.visit(`/o/${ACME}/notes`);
    await console.answer('/api/auth/session', { user: null });
    const page = await opening;
    await console.answer(`/api/notes/${ACME}`, {});
    expect(context.organizationId()).toBe(ACME);
    await page.navigateByUrl('/platform/jobs');
    expect(textOf(page.routeNativeElement)).toBe('the page');
    expect(context.organization()).toBeNull();
    console.http.expectNone('/api/notes/');
  });

  it('stays in the organization where a page outside is not permitted', async () => {
    const console = await Console.open({ routes: ROUTES });
    const opening = console.visit(`/o/${ACME}/dashboard`);
    await console.answer('/api/auth/session', { user: null });
    const page = await opening;
    await page.navigateByUrl('/platform/clock');
    expect(textOf(page.routeNativeElement)).toBe('not permitted');
    expect(TestBed.inject(OrganizationContext).organizationId()).toBe(ACME);
  });
});
