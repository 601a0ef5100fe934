import { Injectable } from '@nestjs/common';
import { AuditTrail, AuditVerifier } from '@purser/audit';
import { Organizations } from '@purser/identity';
import { money, UnitOfWork, type Tx } from '@purser/platform';
import type { ComplianceReportDto } from '../dto/compliance-report.view.js';
import type { Period } from '../period.js';
import { isPermissionChange } from './permission-changes.js';

interface Sum {
  count: number;
  tokens: string;
  minor: string;
}

/**
 * Makes the compliance report. Reports read the tables of the rooms below as they are, with plain
 * SQL and without writing: their figures must not depend on the code they check.
 */
@Injectable()
export class ComplianceReports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly trail: AuditTrail,
    private readonly verifier: AuditVerifier,
  ) {}

  /** The report over `period`, on one snapshot; the chain is walked after it. */
  async report(organizationId: string, period: Period): Promise<ComplianceReportDto> {
    const figures = await this.unitOfWork.read(organizationId, (tx) => this.figures(tx, period));
    const chain = await this.verifier.verify(organizationId);
    return {
      organizationId,
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      ...figures,
      chain: chain as ComplianceReportDto['chain'],
    };
  }

  private async figures(tx: Tx, { from, to }: Period) {
    const { currency } = await this.organizations.get(tx);
    const bought = await sumOne(tx, PURCHASES, [tx.organizationId, from, to, currency]);
    const toppedUp = await sumOne(tx, AUTO_TOP_UPS, [tx.organizationId, from, to, currency]);
    const refunded = await sumOne(tx, REFUNDS, [tx.organizationId, from, to, currency]);
    const adjusted = await tx.query<{ count: number; credited: string; debited: string }[]>(
      ADJUSTMENTS,
      [tx.organizationId, from, to],
    );
    const actions = await this.trail.countByAction(tx, from, to);
    const failedAccess = await this.trail.failedAccess(tx, from, to);
    const totalOf = (sum: Sum) => money(BigInt(sum.minor), currency);
    const countOf = (counted: typeof actions) =>
      counted.reduce((total, { count }) => total + count, 0);
    return {
      purchases: { count: bought.count, tokens: Number(bought.tokens), total: totalOf(bought) },
      refunds: { count: refunded.count, total: totalOf(refunded) },
      adjustments: {
        count: adjusted[0]?.count ?? 0,
        creditedTokens: Number(adjusted[0]?.credited ?? 0),
        debitedTokens: Number(adjusted[0]?.debited ?? 0),
      },
      permissionChanges: countOf(actions.filter(({ action }) => isPermissionChange(action))),
      autoTopUps: { count: toppedUp.count, total: totalOf(toppedUp) },
      failedAccess: failedAccess.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() })),
      auditRecords: countOf(actions),
    };
  }
}

const NOTHING: Sum = { count: 0, tokens: '0', minor: '0' };

async function sumOne(tx: Tx, sql: string, parameters: unknown[]): Promise<Sum> {
  const [row] = await tx.query<Sum[]>(sql, parameters);
  return row ?? NOTHING;
}

const PURCHASES = `
  SELECT count(*)::int AS count, COALESCE(sum(tokens + bonus_tokens), 0)::text AS tokens,
         COALESCE(sum(total_minor), 0)::text AS minor
  FROM token_purchases
  WHERE organization_id = $1 AND completed_at >= $2 AND completed_at < $3 AND currency = $4`;

const AUTO_TOP_UPS = `${PURCHASES} AND type = 'auto_topup'`;

const REFUNDS = `
  SELECT count(*)::int AS count, COALESCE(sum(tokens + bonus_tokens), 0)::text AS tokens,
         COALESCE(sum(amount_minor), 0)::text AS minor
  FROM refunds
  WHERE organization_id = $1 AND settled_at >= $2 AND settled_at < $3 AND currency = $4
    AND status = 'succeeded'`;

const ADJUSTMENTS = `
  SELECT count(*)::int AS count,
         COALESCE(sum(amount) FILTER (WHERE amount > 0), 0)::text AS credited,
         COALESCE(-sum(amount) FILTER (WHERE amount < 0), 0)::text AS debited
  FROM token_balance_history
  WHERE organization_id = $1 AND kind = 'adjustment' AND at >= $2 AND at < $3`;
