import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { PaymentCustomers, PaymentGateway } from '@purser/payments';
import {
  Clock,
  DueReader,
  isId,
  Jobs,
  NotFound,
  UnitOfWork,
  type Actor,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { Books } from '../books/books.service.js';
import type { ReconciliationCaseDto, ReconciliationDto } from '../dto/reconciliation.view.js';
import type { Difference } from './difference.js';
import { providerDifferences, type PurchasePaymentFacts } from './provider-differences.js';
import { closeCase, lockCase, openCases, recordDifferences } from './reconciliation-cases.js';
import { ReconciliationState } from './reconciliation-state.entity.js';

/** How far back payments are compared. */
const WINDOW_MS = 45 * 86_400_000;
const PAGE_ROWS = 500;
const MOST_SHOWN = 50;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Organizations in which something moved since they were compared, or something was found. */
export const CHANGED = `
  FROM organization_token_wallets w
  LEFT JOIN reconciliation_states s ON s.organization_id = w.organization_id
 WHERE (s.reconciled_at IS NULL OR w.last_at >= s.reconciled_at OR s.differences > 0
        OR EXISTS (SELECT FROM token_purchases p WHERE p.organization_id = w.organization_id
                      AND p.created_at >= s.reconciled_at))`;

/** Compares provider, purchases, ledger and invoices; every difference becomes a case. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly books: Books,
    private readonly gateway: PaymentGateway,
    private readonly customers: PaymentCustomers,
    private readonly audit: AuditTrail,
  ) {}

  /** Compares every organization in which something changed since its last comparison. */
  async reconcileDue(now: Date, tally: JobTally): Promise<void> {
    for (let after = FIRST_ID; ;) {
      const pairs = await this.due.pairs(
        `SELECT w.organization_id, w.organization_id AS id ${CHANGED} AND w.organization_id > $1
          ORDER BY w.organization_id LIMIT ${PAGE_ROWS}`,
        [after],
      );
      await this.jobs.each('reconcile', tally, pairs, ({ organizationId }) =>
        this.reconcile(organizationId, now),
      );
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.organizationId;
    }
  }

  /**
   * Compares one organization and writes down what differs. The provider's payments of the last 45
   * days are compared with the purchases, and the books with themselves as a whole.
   *
   * @throws PaymentProviderUnavailable
   */
  async reconcile(organizationId: string, now = this.clock.now()): Promise<ReconciliationDto> {
    const since = new Date(now.getTime() - WINDOW_MS);
    const customer = await this.customers.find(organizationId);
    // The purchases are read after the payments: what is settled meanwhile is seen as settled.
    const payments = customer ? await this.gateway.listPayments(customer, since) : [];
    const purchases = await this.unitOfWork.read(organizationId, (tx) => purchasesSince(tx, since));
    const { checks } = await this.books.check(organizationId);
    const differences: Difference[] = [
      ...(customer ? providerDifferences(payments, purchases, now) : []),
      ...checks.flatMap(({ name, ok, detail }) =>
        ok
          ? []
          : [
              {
                kind: `books-${name}`,
                subjectType: 'wallet' as const,
                subjectId: organizationId,
                detail,
              },
            ],
      ),
    ];
    await this.unitOfWork.run(organizationId, async (tx) => {
      await recordDifferences(tx, differences, now);
      await tx.upsert(
        ReconciliationState,
        { organizationId, id: organizationId, reconciledAt: now, differences: differences.length },
        ['organizationId', 'id'],
      );
    });
    return this.of(organizationId);
  }

  /** The open cases of an organization. */
  of(organizationId: string): Promise<ReconciliationDto> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const state = await tx.findOneBy(ReconciliationState, { organizationId });
      return {
        organizationId,
        asOf: this.clock.now().toISOString(),
        reconciledAt: state?.reconciledAt.toISOString() ?? null,
        drift: await openCases(tx),
      };
    });
  }

  /** The open cases of all organizations; `reconciledAt` is the oldest comparison there is. */
  async ofAll(): Promise<ReconciliationDto> {
    const [counted] = await this.due.instants(
      `SELECT count(*)::integer AS n, (SELECT min(reconciled_at) FROM reconciliation_states) AS at
         FROM reconciliation_cases WHERE resolved_at IS NULL`,
      [],
    );
    const newest = await this.due.pairs(
      `SELECT organization_id, id FROM reconciliation_cases WHERE resolved_at IS NULL
        ORDER BY opened_at DESC LIMIT ${MOST_SHOWN}`,
      [],
    );
    const cases = await Promise.all(
      newest.map(({ organizationId, id }) =>
        this.unitOfWork.run(organizationId, (tx) => lockCase(tx, id)),
      ),
    );
    return {
      organizationId: null,
      asOf: this.clock.now().toISOString(),
      reconciledAt: counted?.at?.toISOString() ?? null,
      drift: {
        count: counted?.n ?? 0,
        cases: cases.filter((one): one is ReconciliationCaseDto => one?.resolvedAt === null),
      },
    };
  }

  /**
   * Marks a case as dealt with. One that a comparison found opens again while the difference lasts.
   *
   * @throws NotFound
   */
  async resolve(
    organizationId: string,
    caseId: string,
    reason: string,
    actor: Actor,
  ): Promise<ReconciliationCaseDto> {
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const known = isId(caseId) ? await lockCase(tx, caseId) : undefined;
      if (!known) throw new NotFound();
      if (known.resolvedAt !== null) return known;
      await closeCase(tx, caseId, at);
      const after = { ...known, resolvedAt: at.toISOString() };
      await this.audit.append(tx, {
        action: 'reconciliation-case.resolved',
        actor,
        subjectType: 'reconciliation_case',
        subjectId: caseId,
        before: { ...known },
        after: { ...after },
        reason,
        at,
      });
      return after;
    });
  }
}

interface PurchaseRow {
  id: string;
  payment_intent_id: string;
  total_minor: string;
  currency: string;
  created_at: Date;
  completed_at: Date | null;
  refunded: string;
  refunding: string;
}

async function purchasesSince(tx: Tx, since: Date): Promise<PurchasePaymentFacts[]> {
  const rows = await tx.query<PurchaseRow[]>(
    `SELECT p.id, p.payment_intent_id, p.total_minor, p.currency, p.created_at, p.completed_at,
            coalesce(sum(r.amount_minor) FILTER (WHERE r.status = 'succeeded'), 0) AS refunded,
            coalesce(sum(r.amount_minor) FILTER (WHERE r.status = 'pending'), 0) AS refunding
       FROM token_purchases p
       LEFT JOIN refunds r ON r.organization_id = p.organization_id AND r.purchase_id = p.id
      WHERE p.organization_id = $1 AND p.created_at >= $2 AND p.payment_intent_id IS NOT NULL
      GROUP BY p.organization_id, p.id`,
    [tx.organizationId, since],
  );
  return rows.map((row) => ({
    id: row.id,
    paymentIntentId: row.payment_intent_id,
    totalMinor: BigInt(row.total_minor),
    currency: row.currency,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    refundedMinor: BigInt(row.refunded),
    refundingMinor: BigInt(row.refunding),
  }));
}
