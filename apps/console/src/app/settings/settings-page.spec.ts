import { TestBed } from '@angular/core/testing';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, organization, problem } from '../../testing/views.js';
import { SettingsPage } from './settings-page.js';

const ADDRESS = `/api/organizations/${ACME}`;
const ADMIN = member(['tokens.view', 'organization.admin']);
const KNOWN = organization({ addressLines: ['1 Liberty Plaza'], poNumber: 'PO-1' });

async function open(user = ADMIN, known = KNOWN) {
  const console = await Console.open({ user });
  const fixture = await console.show(SettingsPage);
  const settle = () => console.settle(fixture);
  console.http.expectOne(ADDRESS).flush(known, { headers: { etag: '"1"' } });
  await settle();
  const element = fixture.nativeElement as HTMLElement;
  const field = (id: string) => element.querySelector<HTMLInputElement>(`#${id}`)!;
  const type = async (id: string, text: string) => {
    field(id).value = text;
    field(id).dispatchEvent(new Event('input'));
    await settle();
  };
  return { console, element, settle, field, type };
}

describe('SettingsPage', () => {
  it('saves what was changed against the version it came from', async () => {
    const { console, element, settle, field, type } = await open();
    expect(field('legal-name').value).toBe('Acme Corporation');
    await type('tax-id', '12-3456789');
    expect(textOf(element)).toContain('Unsaved: tax id');
    control(element, 'Save settings').click();
    await settle();
    const asked = console.http.expectOne({ method: 'PUT', url: ADDRESS });
    expect(asked.request.headers.get('If-Match')).toBe('"1"');
    expect(asked.request.body).toEqual({
      name: 'Acme',
      legalName: 'Acme Corporation',
      addressLines: ['1 Liberty Plaza'],
      taxId: '12-3456789',
      billingEmail: 'billing@acme.test',
      poNumber: 'PO-1',
      timeZone: 'America/New_York',
    });
    asked.flush({ ...KNOWN, taxId: '12-3456789' }, { headers: { etag: '"2"' } });
    await settle();
    expect(textOf(element)).not.toContain('Unsaved');
    expect(textOf(element.querySelector('[role=status]'))).toBe('The settings are saved.');
  });

  it('counts in the new zone at once, and says beforehand what that means', async () => {
    const { console, element, settle, field } = await open();
    field('zone').value = 'Asia/Tokyo';
    field('zone').dispatchEvent(new Event('input'));
    field('zone').dispatchEvent(new Event('change'));
    await settle();
    expect(textOf(element)).toContain('Days and months are counted in Tokyo from then on.');
    control(element, 'Save settings').click();
    await console.answer(ADDRESS, { ...KNOWN, timeZone: 'Asia/Tokyo' });
    expect(TestBed.inject(OrganizationContext).timeZone()).toBe('Asia/Tokyo');
  });

  it('brings two changes together and asks only where both changed the same', async () => {
    const { console, element, settle, field, type } = await open();
    await type('po-number', 'PO-9');
    await type('tax-id', '12-3');
    control(element, 'Save settings').click();
    await console.answer(ADDRESS, problem('precondition-failed', 412), 412);
    console.http
      .expectOne({ method: 'GET', url: ADDRESS })
      .flush({ ...KNOWN, poNumber: 'PO-2', legalName: 'Acme Inc.' }, { headers: { etag: '"2"' } });
    await settle();
    const note = element.querySelector('[role=alert]');
    expect(textOf(note)).toContain('Taken over from them: Legal name.');
    expect(textOf(note)).toContain('PO number Yours: PO-9 Theirs: PO-2');
    expect(field('legal-name').value).toBe('Acme Inc.');
    expect(field('tax-id').value).toBe('12-3');
    control(note!, 'Theirs: PO-2').querySelector('input')?.dispatchEvent(new Event('change'));
    await settle();
    expect(field('po-number').value).toBe('PO-2');
    control(element, 'Save settings').click();
    await settle();
    const again = console.http.expectOne({ method: 'PUT', url: ADDRESS });
    expect(again.request.headers.get('If-Match')).toBe('"2"');
    expect(again.request.body).toMatchObject({ poNumber: 'PO-2', taxId: '12-3' });
  });

  it('says what is wrong with a field and does not send it', async () => {
    const { console, element, settle, type } = await open();
    await type('billing-email', 'nowhere');
    expect(textOf(element)).toContain('This is not an e-mail address.');
    control(element, 'Save settings').click();
    await settle();
    console.http.expectNone({ method: 'PUT', url: ADDRESS });
    await type('address', 'a\nb\nc\nd\ne\nf\ng');
    expect(textOf(element)).toContain('At most six lines.');
  });

  it('shows what the server says about a field at that field', async () => {
    const { console, element, settle, type } = await open();
    await type('tax-id', 'x');
    control(element, 'Save settings').click();
    const errors = [{ pointer: '/taxId', detail: 'is not a tax id' }];
    await console.answer(ADDRESS, problem('invalid-request', 400, { errors }), 400);
    await settle();
    expect(textOf(element.querySelector('#tax-id-hint'))).toBe('is not a tax id');
  });

  it('says what a tax id looks like where VAT depends on it', async () => {
    const { element } = await open(ADMIN, organization({ country: 'FR' }));
    expect(textOf(element.querySelector('#tax-id-hint'))).toBe(
      'VAT number such as FR12345678901; without one VAT may be charged',
    );
  });

  it('lets others look, and says what is missing to change it', async () => {
    const { element } = await open(member(['tokens.view']));
    expect(textOf(element)).toContain('You can look, but not change.');
    expect(element.querySelector('fieldset')?.hasAttribute('disabled')).toBe(true);
    expect(element.querySelector('[type=submit]')).toBeNull();
  });

  it('says why they did not load', async () => {
    const console = await Console.open({ user: ADMIN });
    const fixture = await console.show(SettingsPage);
    await console.answer(ADDRESS, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain('The settings did not load.');
  });
});
