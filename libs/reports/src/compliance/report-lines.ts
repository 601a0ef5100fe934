import { minorToDecimal, type ComplianceReportView, type MoneyView } from '@purser/contracts';

/** One figure of the report, as CSV and PDF print it. */
export interface ReportLine {
  section: string;
  figure: string;
  value: string;
  unit: string;
}

const amount = (money: MoneyView) => ({
  value: minorToDecimal(money.amount, money.currency),
  unit: money.currency,
});

/** The report as lines, in the order people read it. */
export function reportLines(report: ComplianceReportView): ReportLine[] {
  const { purchases, refunds, adjustments, autoTopUps, chain } = report;
  const count = (section: string, figure: string, value: number, unit = '') => ({
    section,
    figure,
    value: String(value),
    unit,
  });
  return [
    { section: 'Period', figure: 'From', value: report.from, unit: '' },
    { section: 'Period', figure: 'To (exclusive)', value: report.to, unit: '' },
    count('Purchases', 'Completed', purchases.count),
    count('Purchases', 'Tokens', purchases.tokens, 'tokens'),
    { section: 'Purchases', figure: 'Gross total', ...amount(purchases.total) },
    count('Auto top-ups', 'Completed', autoTopUps.count),
    { section: 'Auto top-ups', figure: 'Gross total', ...amount(autoTopUps.total) },
    count('Refunds', 'Settled', refunds.count),
    { section: 'Refunds', figure: 'Gross total', ...amount(refunds.total) },
    count('Adjustments', 'Booked', adjustments.count),
    count('Adjustments', 'Credited', adjustments.creditedTokens, 'tokens'),
    count('Adjustments', 'Debited', adjustments.debitedTokens, 'tokens'),
    count('Access', 'Permission changes', report.permissionChanges),
    ...report.failedAccess.map(({ principal, route, count: times, lastAt }) =>
      count('Refused access', `${principal}: ${route}`, times, `times, last ${lastAt}`),
    ),
    count('Audit trail', 'Records in the period', report.auditRecords),
    count('Audit trail', 'Records in the whole chain that fit', chain.entries),
    {
      section: 'Audit trail',
      figure: 'Chain',
      value: chain.valid ? 'intact' : `broken at record ${chain.firstBroken?.sequence}`,
      unit: chain.firstBroken?.detail ?? '',
    },
    {
      section: 'Audit trail',
      figure: 'Anchored until',
      value: chain.anchoredUntil ?? 'never',
      unit: '',
    },
  ];
}
