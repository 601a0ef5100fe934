import type PDFDocument from 'pdfkit';

/** An A4 page in points; everything is placed by hand, so pdfkit's own margins are zero. */
export type Sheet = InstanceType<typeof PDFDocument>;

export const LEFT = 50;
export const RIGHT = 545;
export const WIDTH = RIGHT - LEFT;
/** Where the body ends; the footer is below. */
export const BOTTOM = 762;

export const COLOR = {
  ink: '#1b1f24',
  quiet: '#5b6470',
  rule: '#d5dae0',
  shade: '#f3f5f7',
  accent: '#2f5d50',
} as const;
