import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, organization, problem, staff } from '../../testing/views.js';
import { OrganizationsPage } from './organizations-page.js';

const SEARCH = '/api/organizations?';

describe('OrganizationsPage', () => {
  it('lets staff search every organization', async () => {
    const console = await Console.open({ user: staff(), organization: null });
    const fixture = await console.show(OrganizationsPage);
    const element = fixture.nativeElement as HTMLElement;
    expect(textOf(element)).toContain('Loading organizations');
    await console.answer(SEARCH, { data: [organization()], nextCursor: null });
    await console.settle(fixture);
    expect(control(element, 'Acme Corporation · USD').getAttribute('href')).toBe(
      `/o/${ACME}/support`,
    );
    const field = element.querySelector('input');
    if (!field) throw new Error('There is no search');
    field.value = 'glo';
    field.dispatchEvent(new Event('input'));
    await console.settle(fixture);
    expect(TestBed.inject(Router).url).toContain('?query=glo');
    fixture.componentRef.setInput('query', 'glo');
    await console.answer('/api/organizations?query=glo', { data: [], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element)).toContain('Nothing is called “glo”.');
  });

  it('turns pages by the address, and saves what was found', async () => {
    const console = await Console.open({ user: staff(), organization: null });
    const fixture = await console.show(OrganizationsPage, { query: 'acme', cursor: 'second' });
    const element = fixture.nativeElement as HTMLElement;
    const search = console.http.expectOne(({ url }) => url === '/api/organizations');
    expect(search.request.params.get('cursor')).toBe('second');
    const zeta = { ...organization(), id: 'zeta', name: 'Zeta' };
    search.flush({ data: [zeta, organization()], nextCursor: 'third' });
    await console.settle(fixture);
    const names = [...element.querySelectorAll('.list a .medium')].map(textOf);
    expect(names).toEqual(['Acme', 'Zeta']);
    expect(textOf(element)).toContain('The next 2, by name');
    control(element, 'Older').click();
    await console.settle(fixture);
    expect(TestBed.inject(Router).url).toContain('cursor=third');
    control(element, 'CSV').click();
    const saved = console.http.expectOne(({ headers }) => headers.get('Accept') === 'text/csv');
    expect(saved.request.params.get('query')).toBe('acme');
  });

  it('lists by name', async () => {
    const console = await Console.open({ user: staff(), organization: null });
    const fixture = await console.show(OrganizationsPage);
    const element = fixture.nativeElement as HTMLElement;
    const zeta = { ...organization(), id: 'zeta', name: 'Zeta' };
    await console.answer(SEARCH, { data: [zeta, organization()], nextCursor: null });
    await console.settle(fixture);
    const names = [...element.querySelectorAll('.list a .medium')].map(textOf);
    expect(names).toEqual(['Acme', 'Zeta']);
  });

  it('lists the memberships of others without asking', async () => {
    const user = member();
    user.memberships.push({ organizationId: 'globex', name: 'Globex', permissions: [] });
    const console = await Console.open({ user, organization: null });
    const element = (await console.show(OrganizationsPage)).nativeElement as HTMLElement;
    console.http.expectNone((request) => request.url === '/api/organizations');
    expect([...element.querySelectorAll('.list a')].map(textOf)).toEqual(['A Acme', 'G Globex']);
  });

  it('says why the list did not load', async () => {
    const console = await Console.open({ user: staff(), organization: null });
    const fixture = await console.show(OrganizationsPage);
    await console.answer(SEARCH, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain(
      'The list of organizations did not load.',
    );
  });
});
