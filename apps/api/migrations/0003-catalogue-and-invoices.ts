import { appendOnly, platformTable, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is sold and for how much, who sells it at which tax, and the invoices about it. */
export class CatalogueAndInvoices1767225600003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...CATALOGUE, ...SELLER, ...INVOICES]) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const CATALOGUE = [
  `CREATE TABLE token_packages (
     id uuid PRIMARY KEY,
     name text NOT NULL,
     description text NOT NULL,
     tokens bigint NOT NULL CHECK (tokens BETWEEN 1 AND 9007199254740991),
     bonus_tokens bigint NOT NULL CHECK (bonus_tokens BETWEEN 0 AND 9007199254740991),
     validity_days integer CHECK (validity_days BETWEEN 1 AND 36500),
     active boolean NOT NULL,
     version integer NOT NULL,
     created_at timestamptz NOT NULL,
     created_by text NOT NULL,
     updated_at timestamptz NOT NULL,
     updated_by text NOT NULL,
     CONSTRAINT token_packages_name UNIQUE (name)
   )`,
  ...platformTable('token_packages'),
  'CREATE INDEX token_packages_by_size ON token_packages (tokens, id) WHERE active',

  `CREATE TABLE token_package_prices (
     package_id uuid NOT NULL,
     currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     amount_minor bigint NOT NULL CHECK (amount_minor > 0),
     PRIMARY KEY (package_id, currency),
     FOREIGN KEY (package_id) REFERENCES token_packages (id)
   )`,
  ...platformTable('token_package_prices'),

  `CREATE TABLE custom_price_lists (
     currency char(3) PRIMARY KEY CHECK (currency ~ '^[A-Z]{3}$'),
     validity_days integer CHECK (validity_days BETWEEN 1 AND 36500),
     updated_at timestamptz NOT NULL,
     updated_by text NOT NULL
   )`,
  ...platformTable('custom_price_lists'),

  `CREATE TABLE custom_price_tiers (
     currency char(3) NOT NULL,
     from_tokens bigint NOT NULL CHECK (from_tokens >= 0),
     per_thousand_milli_minor bigint CONSTRAINT custom_price_tiers_price_given NOT NULL
       CHECK (per_thousand_milli_minor > 0),
     PRIMARY KEY (currency, from_tokens),
     FOREIGN KEY (currency) REFERENCES custom_price_lists (currency)
   )`,
  ...platformTable('custom_price_tiers'),

  `CREATE TABLE organization_prices (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     package_id uuid,
     currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     amount_minor bigint CHECK (amount_minor > 0),
     per_thousand_milli_minor bigint CHECK (per_thousand_milli_minor > 0),
     valid_from timestamptz NOT NULL,
     valid_to timestamptz,
     created_at timestamptz NOT NULL,
     created_by text NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT organization_prices_period CHECK (valid_to > valid_from),
     CONSTRAINT organization_prices_one_kind CHECK (
       (package_id IS NOT NULL AND amount_minor IS NOT NULL AND per_thousand_milli_minor IS NULL)
       OR (package_id IS NULL AND amount_minor IS NULL AND per_thousand_milli_minor IS NOT NULL)
     )
   )`,
  ...tenantTable('organization_prices'),
];

const SELLER = [
  `CREATE TABLE legal_entities (
     id uuid PRIMARY KEY,
     name text NOT NULL,
     address_lines text[] NOT NULL,
     country char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
     tax_id text,
     is_seller boolean NOT NULL,
     updated_at timestamptz NOT NULL,
     updated_by text NOT NULL,
     CONSTRAINT legal_entities_name UNIQUE (name)
   )`,
  ...platformTable('legal_entities'),
  'CREATE UNIQUE INDEX legal_entities_one_seller ON legal_entities (is_seller) WHERE is_seller',

  `CREATE TABLE tax_rates (
     country char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
     valid_from date NOT NULL,
     valid_to date,
     percent numeric(6,3) NOT NULL CHECK (percent >= 0 AND percent <= 100),
     reverse_charge_area text,
     updated_at timestamptz NOT NULL,
     updated_by text NOT NULL,
     PRIMARY KEY (country, valid_from),
     CONSTRAINT tax_rates_period CHECK (valid_to > valid_from)
   )`,
  ...platformTable('tax_rates'),
];

const INVOICES = [
  `CREATE TABLE invoice_series (
     organization_id uuid NOT NULL,
     series text NOT NULL,
     next_number integer NOT NULL CHECK (next_number > 0),
     PRIMARY KEY (organization_id, series),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('invoice_series'),
  'REVOKE DELETE ON invoice_series FROM purser_app',

  `CREATE TABLE invoices (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
     series text NOT NULL,
     series_number integer NOT NULL CHECK (series_number > 0),
     number text NOT NULL,
     purchase_id uuid NOT NULL,
     purchase_reference_id text NOT NULL,
     seller jsonb NOT NULL,
     buyer jsonb NOT NULL,
     currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     subtotal_minor bigint NOT NULL CHECK (subtotal_minor >= 0),
     tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
     total_minor bigint NOT NULL,
     tax_treatment text NOT NULL
       CHECK (tax_treatment IN ('standard', 'reverse_charge', 'exempt')),
     tax_rate_percent numeric(6,3) NOT NULL,
     tax_note text,
     payment_brand text,
     payment_last4 text,
     issued_at timestamptz NOT NULL,
     time_zone text NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id, series) REFERENCES invoice_series (organization_id, series),
     CONSTRAINT invoices_series_number UNIQUE (organization_id, series, series_number),
     CONSTRAINT invoices_number UNIQUE (organization_id, number),
     CONSTRAINT invoices_total CHECK (total_minor = subtotal_minor + tax_minor)
   )`,
  ...tenantTable('invoices'),
  ...appendOnly('invoices'),
  `CREATE UNIQUE INDEX invoices_once_per_purchase ON invoices (organization_id, purchase_id)
     WHERE kind = 'invoice'`,

  `CREATE TABLE invoice_lines (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     invoice_id uuid NOT NULL,
     position integer NOT NULL CHECK (position > 0),
     description text NOT NULL,
     quantity integer NOT NULL CHECK (quantity > 0),
     unit_amount_minor bigint NOT NULL,
     amount_minor bigint NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id),
     CONSTRAINT invoice_lines_position UNIQUE (organization_id, invoice_id, position)
   )`,
  ...tenantTable('invoice_lines'),
  ...appendOnly('invoice_lines'),

  `CREATE TABLE credit_notes (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     invoice_id uuid NOT NULL,
     reference text NOT NULL,
     reason text NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id, id) REFERENCES invoices (organization_id, id),
     FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id),
     CONSTRAINT credit_notes_reference UNIQUE (organization_id, reference)
   )`,
  ...tenantTable('credit_notes'),
  ...appendOnly('credit_notes'),
  'CREATE INDEX credit_notes_by_invoice ON credit_notes (organization_id, invoice_id)',
];
