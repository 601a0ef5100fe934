import type { ComplianceReportView } from '@purser/contracts';
import { stringify } from 'csv-stringify/sync';
import { reportLines } from './report-lines.js';

/** The report as CSV: one figure a line. Cells that look like a formula are escaped. */
export function complianceCsv(report: ComplianceReportView): string {
  return stringify(reportLines(report), {
    header: true,
    columns: ['section', 'figure', 'value', 'unit'],
    escape_formulas: true,
  });
}
