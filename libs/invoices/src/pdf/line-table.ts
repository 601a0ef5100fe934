import type { InvoiceView } from '@purser/contracts';
import { prose, proseHeight, type Weight } from './prose.js';
import { BOTTOM, COLOR, LEFT, RIGHT, WIDTH, type Sheet } from './sheet.js';
import { grouped } from './wording.js';

interface Column {
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

const PAD = 8;
const COLUMNS: readonly Column[] = [
  { x: LEFT + PAD, width: 235, align: 'left' },
  { x: LEFT + 250, width: 45, align: 'right' },
  { x: LEFT + 300, width: 90, align: 'right' },
  { x: RIGHT - PAD - 90, width: 90, align: 'right' },
];

/** Prints the lines from `from` on, over as many pages as they need; returns where they end. */
export function lineTable(sheet: Sheet, invoice: InvoiceView, from: number): number {
  const { currency } = invoice.total;
  let y = header(sheet, currency, from);
  for (const line of invoice.lines) {
    const cells = [
      line.description,
      line.quantity.toLocaleString('en-US'),
      grouped(line.unitAmount),
      grouped(line.amount),
    ];
    sheet.font('regular').fontSize(9).fillColor(COLOR.ink);
    const height = rowHeight(sheet, cells, 'regular');
    if (y + height > BOTTOM) {
      sheet.addPage();
      y = header(sheet, currency, 50);
      sheet.font('regular').fontSize(9).fillColor(COLOR.ink);
    }
    row(sheet, cells, y + PAD, 'regular');
    y += height;
    sheet.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(COLOR.rule).stroke();
  }
  return y + PAD;
}

function header(sheet: Sheet, currency: string, y: number): number {
  const cells = ['Description', 'Quantity', `Unit price (${currency})`, `Amount (${currency})`];
  sheet.font('bold').fontSize(8);
  const height = rowHeight(sheet, cells, 'bold');
  sheet.rect(LEFT, y, WIDTH, height).fill(COLOR.shade);
  sheet.fillColor(COLOR.ink);
  row(sheet, cells, y + PAD, 'bold');
  return y + height;
}

function rowHeight(sheet: Sheet, cells: readonly string[], weight: Weight): number {
  const heights = COLUMNS.map(({ width }, index) =>
    proseHeight(sheet, cells[index] ?? '', width, weight),
  );
  return Math.max(...heights) + 2 * PAD;
}

function row(sheet: Sheet, cells: readonly string[], y: number, weight: Weight): void {
  for (const [index, { x, width, align }] of COLUMNS.entries()) {
    const cell = cells[index] ?? '';
    if (align === 'left') prose(sheet, cell, { x, y, width, weight });
    else sheet.font(weight).text(cell, x, y, { width, align });
  }
}
