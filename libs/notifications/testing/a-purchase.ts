import { newId } from '@purser/platform';
import type { RunningModule } from '@purser/testing';

export interface PurchaseFields {
  label: string;
  tokens: number;
  bonusTokens: number;
  subtotalMinor: number;
  taxMinor: number;
  currency: string;
}

/** Inserts a completed purchase with its invoice `2026-000007` and gives its id. */
export async function aCompletedPurchase(
  t: RunningModule,
  organizationId: string,
  fields: Partial<PurchaseFields> = {},
): Promise<string> {
  const at = t.clock.now();
  const id = newId(at);
  const subtotal = fields.subtotalMinor ?? 4_900;
  const tax = fields.taxMinor ?? 435;
  const invoiceId = newId(at);
  await anInvoice(t, organizationId, {
    ...{ id: invoiceId, purchaseId: id, currency: fields.currency ?? 'USD', subtotal, tax, at },
  });
  await t.superuser.query(
    `INSERT INTO token_purchases (organization_id, id, type, status, label, quantity, tokens,
       bonus_tokens, currency, unit_amount_minor, subtotal_minor, tax_minor, total_minor,
       tax_rate_percent, tax_treatment, actor_type, actor_name, created_at, attempt, invoice_id,
       invoice_number, paid_at, completed_at)
     VALUES ($1, $2, 'package', 'completed', $3, 1, $4, $5, $6, $7, $7, $8, $9, 8.875, 'standard',
       'user', 'admin@acme.test', $10, 1, $11, '2026-000007', $10, $10)`,
    [
      organizationId,
      id,
      fields.label ?? 'Growth',
      fields.tokens ?? 10_000,
      fields.bonusTokens ?? 500,
      fields.currency ?? 'USD',
      subtotal,
      tax,
      subtotal + tax,
      at,
      invoiceId,
    ],
  );
  return id;
}

interface InvoiceFields {
  id: string;
  purchaseId: string;
  currency: string;
  subtotal: number;
  tax: number;
  at: Date;
}

async function anInvoice(
  t: RunningModule,
  organizationId: string,
  { id, purchaseId, currency, subtotal, tax, at }: InvoiceFields,
): Promise<void> {
  const party = { name: 'Somebody', addressLines: ['1 Street'], country: 'US', taxId: null };
  const { rows } = await t.superuser.query<{ count: number }>(
    'SELECT count(*)::int FROM invoices WHERE organization_id = $1',
    [organizationId],
  );
  const number = 7 + (rows[0]?.count ?? 0);
  await t.superuser.query(
    `INSERT INTO invoice_series (organization_id, series, next_number)
     VALUES ($1, '2026', $2::int + 1) ON CONFLICT (organization_id, series) DO UPDATE SET next_number = $2::int + 1`,
    [organizationId, number],
  );
  await t.superuser.query(
    `INSERT INTO invoices (organization_id, id, kind, series, series_number, number, purchase_id,
       purchase_reference_id, seller, buyer, currency, subtotal_minor, tax_minor, total_minor,
       tax_treatment, tax_rate_percent, issued_at, time_zone)
     VALUES ($1, $2, 'invoice', '2026', $3, $11, $4::uuid, $4::text, $5, $12, $6, $7, $8, $9,
       'standard', 8.875, $10, 'America/New_York')`,
    [
      ...[organizationId, id, number, purchaseId, JSON.stringify(party)],
      ...[currency, subtotal, tax, subtotal + tax, at],
      `2026-${String(number).padStart(6, '0')}`,
      JSON.stringify({ ...party, poNumber: null, email: 'billing@acme.test' }),
    ],
  );
  await t.superuser.query(
    `INSERT INTO invoice_lines (organization_id, id, invoice_id, position, description, quantity,
       unit_amount_minor, amount_minor)
     VALUES ($1, $2, $3, 1, 'Tokens', 1, $4, $4)`,
    [organizationId, newId(at), id, subtotal],
  );
}
