import type { ComplianceReportView } from '@purser/contracts';
import { printFonts } from '@purser/platform';
import PDFDocument from 'pdfkit';
import { reportLines, type ReportLine } from './report-lines.js';

const LEFT = 50;
const RIGHT = 545;
const BOTTOM = 770;
const FIGURE_WIDTH = 330;
const INK = '#1b1f24';
const QUIET = '#5b6470';
const RULE = '#d5dae0';

type Sheet = InstanceType<typeof PDFDocument>;

/**
 * Prints the report on A4. The same report gives the same bytes.
 *
 * @param name legal name of the organization
 */
export async function compliancePdf(report: ComplianceReportView, name: string): Promise<Buffer> {
  const sheet = openSheet(report, name);
  const printed = collect(sheet);
  sheet.font('bold').fontSize(20).text('Compliance report', LEFT, 48);
  sheet.font('regular').fontSize(10).fillColor(QUIET).text(name, LEFT, 78);
  sheet.text(`Organization ${report.organizationId}`, LEFT, 94).fillColor(INK);
  let y = 124;
  let section = '';
  for (const line of reportLines(report)) {
    if (line.section !== section) y = heading(sheet, line.section, y);
    section = line.section;
    y = row(sheet, line, y);
  }
  pageNumbers(sheet);
  sheet.end();
  return printed;
}

function openSheet(report: ComplianceReportView, name: string): Sheet {
  const made = new Date(report.to);
  const sheet = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `Compliance report of ${name}`,
      Subject: `${report.from} to ${report.to}`,
      Creator: 'Purser',
      Producer: 'Purser',
      CreationDate: made,
      ModDate: made,
    },
  });
  const { regular, bold } = printFonts();
  sheet.registerFont('regular', regular);
  sheet.registerFont('bold', bold);
  return sheet.font('regular').fillColor(INK);
}

function heading(sheet: Sheet, section: string, y: number): number {
  const top = fitting(sheet, y + 10, 60);
  sheet.font('bold').fontSize(11).text(section, LEFT, top);
  return top + 20;
}

function row(sheet: Sheet, { figure, value, unit }: ReportLine, y: number): number {
  sheet.font('regular').fontSize(9);
  const printed = [grouped(value), unit].filter(Boolean).join(' ');
  const valueLeft = LEFT + FIGURE_WIDTH + 10;
  const figureHeight = sheet.heightOfString(figure, { width: FIGURE_WIDTH });
  const valueHeight = sheet.heightOfString(printed, { width: RIGHT - valueLeft });
  const height = Math.max(figureHeight, valueHeight);
  const top = fitting(sheet, y, height + 8);
  sheet.text(figure, LEFT, top, { width: FIGURE_WIDTH });
  sheet.text(printed, valueLeft, top, { width: RIGHT - valueLeft, align: 'right' });
  const line = top + height + 4;
  sheet.moveTo(LEFT, line).lineTo(RIGHT, line).lineWidth(0.5).stroke(RULE);
  return line + 4;
}

/** `110000` -> `110,000`; anything that is no plain number stays as it is. */
function grouped(value: string): string {
  return value.replace(/^-?\d+/, (digits) =>
    /^-?\d+(\.\d+)?$/.test(value) ? BigInt(digits).toLocaleString('en-US') : digits,
  );
}

/** `y`, or the top of a new page where `height` does not fit below it. */
function fitting(sheet: Sheet, y: number, height: number): number {
  if (y + height <= BOTTOM) return y;
  sheet.addPage();
  return 50;
}

function pageNumbers(sheet: Sheet): void {
  const { start, count } = sheet.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    sheet.switchToPage(page);
    sheet.font('regular').fontSize(8).fillColor(QUIET);
    sheet.text(`Page ${page + 1} of ${count}`, LEFT, 800, { width: RIGHT - LEFT, align: 'right' });
  }
}

function collect(sheet: Sheet): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    sheet.on('data', (chunk: Buffer) => chunks.push(chunk));
    sheet.on('end', () => resolve(Buffer.concat(chunks)));
    sheet.on('error', reject);
  });
}
