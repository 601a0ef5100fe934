import type { PurchaseType, QuotePriceView } from '@purser/contracts';
import type { Tx } from '@purser/platform';

/** What is told of a purchase with every event about it; none of it changes once it is paid. */
export interface PurchaseFacts {
  readonly referenceId: string;
  readonly type: PurchaseType;
  readonly label: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  readonly price: QuotePriceView;
}

/** A purchase as the translation of events needs it. */
export interface TranslatedPurchase {
  readonly facts: PurchaseFacts;
  readonly invoice: { readonly invoiceId: string; readonly number: string } | null;
  readonly failure: { readonly code: string; readonly declineCode: string | null } | null;
}

interface Row {
  id: string;
  type: PurchaseType;
  label: string;
  tokens: string;
  bonus_tokens: string;
  currency: string;
  subtotal_minor: string;
  tax_minor: string;
  total_minor: string;
  invoice_id: string | null;
  invoice_number: string | null;
  failure_code: string | null;
  failure_decline_code: string | null;
}

/** The purchases with these ids, by id; ids of nothing are left out. */
export async function purchasesById(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TranslatedPurchase>> {
  if (ids.length === 0) return new Map();
  // Plain SQL: the room of purchases opens transactions of its own, and this reads inside ours.
  const rows = await tx.query<Row[]>(
    `SELECT id, type, label, tokens, bonus_tokens, currency, subtotal_minor, tax_minor,
       total_minor, invoice_id, invoice_number, failure_code, failure_decline_code
     FROM token_purchases WHERE organization_id = $1 AND id = ANY($2)`,
    [tx.organizationId, ids],
  );
  return new Map(rows.map((row) => [row.id, translated(row)]));
}

function translated(row: Row): TranslatedPurchase {
  const money = (minor: string) => ({ amount: Number(minor), currency: row.currency });
  return {
    facts: {
      referenceId: row.id,
      type: row.type,
      label: row.label,
      tokens: Number(row.tokens),
      bonusTokens: Number(row.bonus_tokens),
      price: {
        subtotal: money(row.subtotal_minor),
        tax: money(row.tax_minor),
        total: money(row.total_minor),
      },
    },
    invoice:
      row.invoice_id !== null && row.invoice_number !== null
        ? { invoiceId: row.invoice_id, number: row.invoice_number }
        : null,
    failure:
      row.failure_code === null
        ? null
        : { code: row.failure_code, declineCode: row.failure_decline_code },
  };
}
