import { ORGANIZATION_PERMISSIONS } from '@purser/contracts';
import { roleOf, toggled } from './member-roles.js';

describe('permissions of a member', () => {
  it('have a name where they are a usual set', () => {
    expect(roleOf(['tokens.purchase', 'tokens.view'])).toBe('Buyer');
    expect(roleOf([...ORGANIZATION_PERMISSIONS])).toBe('Admin');
    expect(roleOf(['tokens.view', 'organization.admin'])).toBeNull();
  });

  it('are put in and taken out one by one, in the order of the list', () => {
    expect(toggled(['organization.admin'], 'tokens.view')).toEqual([
      'tokens.view',
      'organization.admin',
    ]);
    expect(toggled(['tokens.view', 'tokens.purchase'], 'tokens.view')).toEqual(['tokens.purchase']);
  });
});
