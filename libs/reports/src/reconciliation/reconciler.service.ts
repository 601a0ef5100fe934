import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { PaymentCustomers, PaymentGateway } from '@purser/payments';
import {
  Clock,
  DatabaseShape,
  DueReader,
  DueRows,
  isId,
  Jobs,
  NotFound,
  systemActor,
  UnitOfWork,
  type Actor,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { ProviderCatchUp } from '@purser/purchases';
import { Books } from '../books/books.service.js';
import type { ReconciliationCaseDto, ReconciliationDto } from '../dto/reconciliation.view.js';
import { mayHaveMissedNews, type Difference } from './difference.js';
import { providerDifferences, type PurchasePaymentFacts } from './provider-differences.js';
import {
  closeCase,
  hasOpenCases,
  lockCase,
  openCases,
  recordDifferences,
} from './reconciliation-cases.js';
import { ReconciliationState } from './reconciliation-state.entity.js';

/** How far back payments are compared. */
const WINDOW_MS = 45 * 86_400_000;
/** Payments are dated in whole seconds: they are read from a little earlier than purchases. */
const OVERLAP_MS = 86_400_000;
const MOST_SHOWN = 50;
const ACTOR = systemActor('reconcile');

/** Where nothing moved here, something may have at the provider: its recent payments are looked at again. */
const LOOK_AGAIN = `interval '7 days'`;
const WINDOW = `interval '${WINDOW_MS / 86_400_000} days'`;

/**
 * Organizations in which something moved since they were compared, or something was found, or which
 * paid of late and were not compared for a week before `now`. A `bound` on both tables lets a page
 * begin where the one before ended, instead of reading up to there.
 */
export const changedSince = (now: string, bound?: string): string => `
  FROM organization_token_wallets w
  LEFT JOIN reconciliation_states s ON s.organization_id = w.organization_id
        ${bound === undefined ? '' : `AND s.organization_id > ${bound}`}
 WHERE (s.reconciled_at IS NULL OR w.last_at >= s.reconciled_at OR s.differences > 0
        OR EXISTS (SELECT FROM token_purchases p WHERE p.organization_id = w.organization_id
                      AND p.created_at >= s.reconciled_at)
        OR (s.reconciled_at <= ${now}::timestamptz - ${LOOK_AGAIN} AND ${paidOfLate('s')}))
       ${bound === undefined ? '' : `AND w.organization_id > ${bound}`}`;

/** When the first of those is to be looked at again in which nothing moves until then. */
export const LOOKED_AT_AGAIN = `SELECT min(s.reconciled_at) + ${LOOK_AGAIN} AS at
  FROM reconciliation_states s WHERE ${paidOfLate('s')}`;

const DUE = `SELECT w.organization_id, w.organization_id AS id ${changedSince('$3', '$1')}
  ORDER BY w.organization_id LIMIT $2`;

/** SQL: whether a payment of the organization of `s` is compared still when it is looked at again. */
function paidOfLate(s: string): string {
  return `EXISTS (SELECT FROM token_purchases l WHERE l.organization_id = ${s}.organization_id
             AND l.created_at >= ${s}.reconciled_at + ${LOOK_AGAIN} - ${WINDOW})`;
}

interface Comparison {
  readonly differences: Difference[];
  /** Whether a comparison before this one found what is not settled. */
  readonly hasCases: boolean;
}

/** Compares provider, purchases, ledger and invoices; every difference becomes a case. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueRows,
    private readonly reader: DueReader,
    private readonly shape: DatabaseShape,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly books: Books,
    private readonly gateway: PaymentGateway,
    private readonly customers: PaymentCustomers,
    private readonly catchUp: ProviderCatchUp,
    private readonly audit: AuditTrail,
  ) {}

  /** Compares every organization in which something changed since its last comparison. */
  async reconcileDue(now: Date, tally: JobTally): Promise<void> {
    for await (const page of this.due.pages(DUE, [now])) {
      const agreeing: string[] = [];
      await this.jobs.each('reconcile', tally, page, async ({ organizationId }) => {
        const { differences, hasCases } = await this.compare(organizationId, now);
        if (differences.length === 0 && !hasCases) agreeing.push(organizationId);
        else await this.record(organizationId, differences, now);
      });
      await this.noteAgreeing(agreeing, now);
    }
  }

  /**
   * Compares one organization and writes down what differs. The provider's payments of the last 45
   * days are compared with the purchases, and the books with themselves as a whole. What the provider
   * knows of a purchase and Purser missed is booked first.
   *
   * @throws PaymentProviderUnavailable
   */
  async reconcile(organizationId: string, now = this.clock.now()): Promise<ReconciliationDto> {
    const { differences } = await this.compare(organizationId, now);
    await this.record(organizationId, differences, now);
    return this.of(organizationId);
  }

  /** Compares, and once more where the provider was asked about purchases that lagged behind. */
  private async compare(organizationId: string, now: Date): Promise<Comparison> {
    const found = await this.compareOnce(organizationId, now);
    const lagging = found.differences.filter(mayHaveMissedNews).map(({ subjectId }) => subjectId);
    if (lagging.length === 0) return found;
    const failed = await this.catchUp.followEach(organizationId, lagging, ACTOR);
    const { differences, hasCases } = await this.compareOnce(organizationId, now);
    const left = differences.map((difference) =>
      mayHaveMissedNews(difference) && failed.has(difference.subjectId)
        ? { ...difference, detail: `${difference.detail} Asking the provider about it failed.` }
        : difference,
    );
    return { differences: left, hasCases };
  }

  private async compareOnce(organizationId: string, now: Date): Promise<Comparison> {
    const since = new Date(now.getTime() - WINDOW_MS);
    const overlap = new Date(since.getTime() - OVERLAP_MS);
    const customer = await this.customers.find(organizationId);
    // The purchases are read after the payments: what is settled meanwhile is seen as settled.
    const payments = customer ? await this.gateway.listPayments(customer, overlap) : [];
    const paid = payments.map(({ paymentIntentId }) => paymentIntentId);
    const found = await this.unitOfWork.read(organizationId, async (tx) => ({
      purchases: customer ? await purchasesSince(tx, since, paid) : [],
      broken: await this.books.broken(tx),
      hasCases: await hasOpenCases(tx),
    }));
    const differences = providerDifferences(payments, found.purchases, now);
    if (found.broken.length > 0) differences.push(...(await this.booksDifferences(organizationId)));
    return { differences, hasCases: found.hasCases };
  }

  private async booksDifferences(organizationId: string): Promise<Difference[]> {
    const { checks } = await this.books.check(organizationId);
    const subject = { subjectType: 'wallet' as const, subjectId: organizationId };
    return checks.flatMap(({ name, ok, detail }) =>
      ok ? [] : [{ kind: `books-${name}`, ...subject, detail }],
    );
  }

  private record(organizationId: string, found: Difference[], now: Date): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      await recordDifferences(tx, found, now);
      await tx.upsert(
        ReconciliationState,
        { organizationId, id: organizationId, reconciledAt: now, differences: found.length },
        ['organizationId', 'id'],
      );
    });
  }

  /** Where nothing differs there is nothing else to write down. */
  private async noteAgreeing(organizationIds: readonly string[], now: Date): Promise<void> {
    if (organizationIds.length === 0) return;
    if (await this.shape.isDistributed()) {
      for (const organizationId of organizationIds) await this.record(organizationId, [], now);
      return;
    }
    await this.unitOfWork.platform((tx) =>
      tx.query('SELECT note_reconciled($1, $2)', [organizationIds, now]),
    );
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
    const [counted] = await this.reader.instants(
      `SELECT count(*)::integer AS n, (SELECT min(reconciled_at) FROM reconciliation_states) AS at
         FROM reconciliation_cases WHERE resolved_at IS NULL`,
      [],
    );
    const newest = await this.reader.pairs(
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
  paid_at: Date | null;
  canceled: boolean;
  refunded: string;
  refunding: string;
  disputed: boolean;
}

/** Those ordered since, and those of the payments: what is ordered may be paid much later. */
async function purchasesSince(
  tx: Tx,
  since: Date,
  paid: readonly string[],
): Promise<PurchasePaymentFacts[]> {
  const rows = await tx.query<PurchaseRow[]>(
    `SELECT p.id, p.payment_intent_id, p.total_minor, p.currency, p.created_at, p.completed_at,
            p.paid_at, p.status = 'canceled' AS canceled,
            coalesce(sum(r.amount_minor) FILTER (WHERE r.status = 'succeeded'), 0) AS refunded,
            coalesce(sum(r.amount_minor) FILTER (WHERE r.status = 'pending'), 0) AS refunding,
            EXISTS (SELECT FROM disputes d WHERE d.organization_id = p.organization_id
                       AND d.purchase_id = p.id) AS disputed
       FROM token_purchases p
       LEFT JOIN refunds r ON r.organization_id = p.organization_id AND r.purchase_id = p.id
      WHERE p.organization_id = $1 AND p.payment_intent_id IS NOT NULL
        AND (p.created_at >= $2 OR p.payment_intent_id = ANY ($3))
      GROUP BY p.organization_id, p.id`,
    [tx.organizationId, since, [...paid]],
  );
  return rows.map((row) => ({
    id: row.id,
    paymentIntentId: row.payment_intent_id,
    totalMinor: BigInt(row.total_minor),
    currency: row.currency,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    paidAt: row.paid_at,
    canceled: row.canceled,
    refundedMinor: BigInt(row.refunded),
    refundingMinor: BigInt(row.refunding),
    disputed: row.disputed,
  }));
}
