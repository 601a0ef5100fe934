const ADMIN = [
    'tokens.view',
    'tokens.purchase',
    'tokens.configure',
    'tokens.consume',
    'organization.admin',
];
export const DEMO_PEOPLE = [
    {
        email: 'admin@acme.test',
        name: 'Alex Doyle',
        role: 'Admin of Acme',
        organization: 'Acme',
        permissions: ADMIN,
    },
    {
        email: 'viewer@acme.test',
        name: 'Vera Quinn',
        role: 'Viewer of Acme',
        organization: 'Acme',
        permissions: ['tokens.view'],
    },
    {
        email: 'admin@globex.test',
        name: 'Gina Torres',
        role: 'Admin of Globex',
        organization: 'Globex',
        permissions: ADMIN,
    },
    {
        email: 'admin@umi.test',
        name: 'Umeko Sato',
        role: 'Admin of Umi',
        organization: 'Umi',
        permissions: ADMIN,
    },
    {
        email: 'support@purser.test',
        name: 'Sam Reyes',
        role: 'Support',
        organization: null,
        permissions: ['tokens.view', 'tokens.adjust'],
    },
    {
        email: 'lead@purser.test',
        name: 'Lea Martin',
        role: 'Support lead',
        organization: null,
        permissions: ['tokens.view', 'tokens.adjust'],
    },
    {
        email: 'root@purser.test',
        name: 'Robin Falk',
        role: 'Platform',
        organization: null,
        permissions: [...ADMIN, 'tokens.adjust', 'platform.admin'],
    },
];
//# sourceMappingURL=demo-people.js.map