import { holds, type Caller } from './caller.js';

const caller = (fields: Partial<Caller>): Caller => ({
  type: 'user',
  id: 'user-1',
  name: 'someone@acme.test',
  requestId: null,
  ip: null,
  memberships: new Map(),
  platformPermissions: new Set(),
  ...fields,
});

describe('holds', () => {
  it('looks at the membership of the organization that is asked about', () => {
    const member = caller({ memberships: new Map([['acme', new Set(['tokens.view'] as const)]]) });
    expect(holds(member, 'tokens.view', 'acme')).toBe(true);
    expect(holds(member, 'tokens.purchase', 'acme')).toBe(false);
    expect(holds(member, 'tokens.view', 'globex')).toBe(false);
  });

  it('lets staff reach every organization', () => {
    const staff = caller({ platformPermissions: new Set(['tokens.adjust'] as const) });
    expect(holds(staff, 'tokens.adjust', 'globex')).toBe(true);
    expect(holds(staff, 'platform.admin', 'globex')).toBe(false);
  });
});
