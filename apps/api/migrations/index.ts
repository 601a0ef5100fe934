import type { MigrationInterface } from 'typeorm';
import { Foundation1767225600001 } from './0001-foundation.js';
import { IdentityAndAudit1767225600002 } from './0002-identity-and-audit.js';
import { CatalogueAndInvoices1767225600003 } from './0003-catalogue-and-invoices.js';
import { Wallet1767225600004 } from './0004-wallet.js';
import { PaymentsAndPurchases1767225600005 } from './0005-payments-and-purchases.js';
import { Recurring1767225600006 } from './0006-recurring.js';
import { Notifications1767225600007 } from './0007-notifications.js';
import { Subscriptions1767225600008 } from './0008-subscriptions.js';
import { AutoTopUp1767225600009 } from './0009-auto-topup.js';
import { SpendingPath1767225600010 } from './0010-spending-path.js';
import { RefundsAndDisputes1767225600011 } from './0011-refunds-and-disputes.js';
import { Alerts1767225600012 } from './0012-alerts.js';
import { Webhooks1767225600013 } from './0013-webhooks.js';
import { Jobs1767225600014 } from './0014-jobs.js';
import { ForecastAndRecovery1767225600015 } from './0015-forecast-and-recovery.js';
import { Reconciliation1767225600016 } from './0016-reconciliation.js';
import { OrganizationNotes1767225600017 } from './0017-organization-notes.js';
import { Reads1767225600018 } from './0018-reads.js';
import { FreezesAndNumbers1767225600020 } from './0020-freezes-and-numbers.js';
import { JobsAtScale1767225600021 } from './0021-jobs-at-scale.js';
import { GivenBackIsFrozen1767225600022 } from './0022-given-back-is-frozen.js';
import { CreditOfRefunds1767225600023 } from './0023-credit-of-refunds.js';
import { WatchedRises1767225600024 } from './0024-watched-rises.js';
import { WhatWasLost1767225600025 } from './0025-what-was-lost.js';
import { PlatformTrail1767225600026 } from './0026-platform-trail.js';

/** Every migration, oldest first. Add at the end; never change one that has shipped. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  Foundation1767225600001,
  IdentityAndAudit1767225600002,
  CatalogueAndInvoices1767225600003,
  Wallet1767225600004,
  PaymentsAndPurchases1767225600005,
  Recurring1767225600006,
  Notifications1767225600007,
  Subscriptions1767225600008,
  AutoTopUp1767225600009,
  SpendingPath1767225600010,
  RefundsAndDisputes1767225600011,
  Alerts1767225600012,
  Webhooks1767225600013,
  Jobs1767225600014,
  ForecastAndRecovery1767225600015,
  Reconciliation1767225600016,
  OrganizationNotes1767225600017,
  Reads1767225600018,
  FreezesAndNumbers1767225600020,
  JobsAtScale1767225600021,
  GivenBackIsFrozen1767225600022,
  CreditOfRefunds1767225600023,
  WatchedRises1767225600024,
  WhatWasLost1767225600025,
  PlatformTrail1767225600026,
];
