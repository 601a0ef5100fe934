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

/** Inserts a completed purchase and gives its id. */
export async function aCompletedPurchase(
  t: RunningModule,
  organizationId: string,
  fields: Partial<PurchaseFields> = {},
): Promise<string> {
  const at = t.clock.now();
  const id = newId(at);
  const subtotal = fields.subtotalMinor ?? 4_900;
  const tax = fields.taxMinor ?? 435;
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
      newId(at),
    ],
  );
  return id;
}
