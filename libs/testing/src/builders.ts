import { newId } from '@purser/platform';
import type pg from 'pg';
import { TEST_START } from './test-clock.js';

/** Anything with a superuser connection: a TestDatabase or a RunningModule. */
export interface HasSuperuser {
  readonly superuser: pg.Pool;
}

export interface OrganizationFields {
  id: string;
  name: string;
  legalName: string;
  currency: string;
  timeZone: string;
  country: string;
  addressLines: string[];
  taxId: string | null;
  taxExempt: boolean;
  billingEmail: string;
  poNumber: string | null;
  createdAt: Date;
}

/** Inserts an organization with its directory row and returns its id. */
export async function anOrganization(
  t: HasSuperuser,
  fields: Partial<OrganizationFields> = {},
): Promise<string> {
  const createdAt = fields.createdAt ?? new Date(TEST_START);
  const id = fields.id ?? newId(createdAt);
  const name = fields.name ?? `Organization ${id.slice(-6)}`;
  const currency = fields.currency ?? 'USD';
  await t.superuser.query(
    `INSERT INTO organization_directory (organization_id, name, search, currency, created_at)
     VALUES ($1, $2, lower($2), $3, $4)`,
    [id, name, currency, createdAt],
  );
  await t.superuser.query(
    `INSERT INTO organizations (organization_id, id, name, legal_name, currency, time_zone, country,
       address_lines, tax_id, tax_exempt, billing_email, po_number, created_at)
     VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      name,
      fields.legalName ?? `${name} Inc.`,
      currency,
      fields.timeZone ?? 'America/New_York',
      fields.country ?? 'US',
      fields.addressLines ?? ['1 Test Street', 'New York'],
      fields.taxId ?? null,
      fields.taxExempt ?? false,
      fields.billingEmail ?? 'billing@example.test',
      fields.poNumber ?? null,
      createdAt,
    ],
  );
  return id;
}
