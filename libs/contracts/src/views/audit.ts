import type { ActorView, MoneyView } from './common.js';

export interface AuditRecordView {
  id: string;
  organizationId: string;
  /** Position in the organization's chain, from 1. */
  sequence: number;
  action: string;
  actor: ActorView;
  subjectType: string;
  subjectId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  requestId: string | null;
  ip: string | null;
  at: string;
  /** Hex SHA-256 over the record and `previousHash`. */
  hash: string;
  previousHash: string;
}

export interface AuditVerificationView {
  valid: boolean;
  entries: number;
  firstBroken?: { sequence: number; id: string; detail: string };
  anchoredUntil: string | null;
}

export interface ComplianceReportView {
  organizationId: string;
  from: string;
  to: string;
  purchases: { count: number; tokens: number; total: MoneyView };
  refunds: { count: number; total: MoneyView };
  adjustments: { count: number; creditedTokens: number; debitedTokens: number };
  permissionChanges: number;
  autoTopUps: { count: number; total: MoneyView };
  failedAccess: { principal: string; route: string; count: number; lastAt: string }[];
  auditRecords: number;
  chain: AuditVerificationView;
}
