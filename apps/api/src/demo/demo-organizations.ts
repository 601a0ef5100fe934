import type { NewOrganization } from '@purser/identity';

export type DemoOrganizationName = 'Acme' | 'Globex' | 'Umi';

/** The three organizations of the demo. */
export const DEMO_ORGANIZATIONS: Readonly<Record<DemoOrganizationName, NewOrganization>> = {
  Acme: {
    name: 'Acme',
    legalName: 'Acme Corporation',
    currency: 'USD',
    timeZone: 'America/New_York',
    country: 'US',
    addressLines: ['1 Liberty Plaza', 'New York, NY 10006'],
    taxId: '12-3456789',
    taxExempt: false,
    billingEmail: 'billing@acme.test',
    poNumber: 'PO-2026-118',
  },
  Globex: {
    name: 'Globex',
    legalName: 'Globex Inc.',
    currency: 'USD',
    timeZone: 'UTC',
    country: 'US',
    addressLines: ['500 Market Street', 'San Francisco, CA 94105'],
    taxId: null,
    taxExempt: false,
    billingEmail: 'accounts@globex.test',
    poNumber: null,
  },
  Umi: {
    name: 'Umi',
    legalName: 'Umi K.K.',
    currency: 'JPY',
    timeZone: 'Asia/Tokyo',
    country: 'JP',
    addressLines: ['1-1 Marunouchi', 'Chiyoda-ku, Tokyo 100-0005'],
    taxId: 'T1234567890123',
    taxExempt: false,
    billingEmail: 'keiri@umi.test',
    poNumber: null,
  },
};
