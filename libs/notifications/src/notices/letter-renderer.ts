import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type PurserConfig } from '@purser/platform';
import type { Letter, LetterAction } from './notice.js';

/** Stands in a stored mail where the secret link goes. */
export const SECRET_LINK = '%SECRET-LINK%';

/** Turns a letter into the two parts of a mail. */
@Injectable()
export class LetterRenderer {
  private readonly address: string;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    const address = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`;
    this.address = address.replace(/\/+$/, '');
  }

  /** The plain-text part. */
  text(letter: Letter): string {
    const width = Math.max(0, ...letter.facts.map(([label]) => label.length)) + 2;
    const facts = letter.facts.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`);
    const action = letter.action && `${letter.action.label}: ${this.link(letter.action)}`;
    const choose = letter.footLink && `${letter.footLink.label}: ${this.link(letter.footLink)}`;
    const foot = ['-- ', letter.footnote, choose].filter(Boolean).join('\n');
    const blocks = [...letter.paragraphs, facts.join('\n'), action, foot];
    return `${blocks.filter(Boolean).join('\n\n')}\n`;
  }

  /** The HTML part: one column, inline styles, no image and nothing loaded from elsewhere. */
  html(letter: Letter): string {
    const { subject, paragraphs, facts, action, footnote, footLink } = letter;
    const rows = facts.map(
      ([label, value]) =>
        `<tr><td style="${CELL};color:#5b6472">${escape(label)}</td>` +
        `<td style="${CELL};text-align:right">${escape(value)}</td></tr>`,
    );
    const table =
      rows.length > 0 ? `<table role="presentation" ${TABLE}>${rows.join('')}</table>` : '';
    const button = action
      ? `<p style="margin:24px 0"><a href="${escape(this.link(action))}" style="${BUTTON}">` +
        `${escape(action.label)}</a></p>`
      : '';
    const choose = footLink
      ? ` <a href="${escape(this.link(footLink))}" style="color:#5b6472">` +
        `${escape(footLink.label)}</a>`
      : '';
    return [
      '<!doctype html><html lang="en"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width">',
      `<meta name="color-scheme" content="light dark"><title>${escape(subject)}</title></head>`,
      `<body style="margin:0;padding:24px;${FONT}">`,
      '<div style="max-width:560px;margin:0 auto">',
      `<h1 style="font-size:20px;margin:0 0 16px">${escape(subject)}</h1>`,
      ...paragraphs.map((line) => `<p style="margin:0 0 12px">${escape(line)}</p>`),
      table,
      button,
      `<p style="margin:32px 0 0;font-size:12px;color:#5b6472">${escape(footnote)}${choose}</p>`,
      '</div></body></html>',
    ].join('');
  }

  private link(action: LetterAction): string {
    return 'path' in action ? `${this.address}${action.path}` : SECRET_LINK;
  }
}

const FONT = 'font:15px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif';
const CELL = 'padding:6px 0;border-bottom:1px solid #d9dee5';
const TABLE = 'width="100%" style="border-collapse:collapse;margin:16px 0"';
const BUTTON =
  'display:inline-block;padding:10px 18px;border-radius:8px;background:#1f5eff;color:#ffffff;' +
  'text-decoration:none;font-weight:600';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** `text` with what HTML would read as markup made harmless. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
