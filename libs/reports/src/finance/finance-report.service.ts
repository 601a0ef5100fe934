import { Injectable } from '@nestjs/common';
import { Organizations } from '@purser/identity';
import { money, UnitOfWork } from '@purser/platform';
import type { DeferredRevenueDto, FinanceReportDto } from '../dto/finance.view.js';
import type { Period } from '../period.js';
import { closingMinor, deferredLots, type DeferredLot } from './deferred-lots.js';
import { journalLines, lastDay } from './journal.js';

/** Says what was paid for tokens and is not earned yet, lot by lot. */
@Injectable()
export class FinanceReports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
  ) {}

  /** The deferred revenue of an organization over a period, on one snapshot. */
  async report(organizationId: string, period: Period): Promise<FinanceReportDto> {
    return (await this.reportWithZone(organizationId, period)).report;
  }

  /** {@link report} as journal lines, dated by its last day where the organization is. */
  async journal(organizationId: string, period: Period): Promise<Iterable<unknown[]>> {
    const { report, timeZone } = await this.reportWithZone(organizationId, period);
    return journalLines(report, lastDay(period, timeZone));
  }

  private async reportWithZone(organizationId: string, period: Period) {
    const { lots, organization } = await this.unitOfWork.read(organizationId, async (tx) => ({
      lots: await deferredLots(tx, period),
      organization: await this.organizations.get(tx),
    }));
    const { currency, timeZone } = organization;
    const report: FinanceReportDto = {
      organizationId,
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      currency,
      totals: movements(lots, currency),
      lots: lots.map((lot) => ({
        lotId: lot.lotId,
        label: lot.label,
        source: lot.source,
        purchaseReferenceId: lot.purchaseReferenceId,
        invoiceId: lot.invoiceId,
        grantedAt: lot.grantedAt.toISOString(),
        expiresAt: lot.expiresAt?.toISOString() ?? null,
        granted: Number(lot.granted),
        cost: money(lot.costMinor, lot.currency),
        ...movements([lot], lot.currency),
      })),
    };
    return { report, timeZone };
  }
}

function movements(lots: readonly DeferredLot[], currency: string): DeferredRevenueDto {
  const sum = (of: (lot: DeferredLot) => bigint) =>
    money(
      lots.reduce((total, lot) => total + of(lot), 0n),
      currency,
    );
  return {
    opening: sum((lot) => lot.openingMinor),
    added: sum((lot) => lot.addedMinor),
    recognized: sum((lot) => lot.recognizedMinor),
    breakage: sum((lot) => lot.breakageMinor),
    refunded: sum((lot) => lot.refundedMinor),
    disputed: sum((lot) => lot.disputedMinor),
    adjusted: sum((lot) => lot.adjustedMinor),
    closing: sum(closingMinor),
  };
}
