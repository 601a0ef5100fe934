import { inflateSync } from 'node:zlib';
import type { InvoiceView } from '@purser/contracts';
import { invoicePdf } from './invoice-pdf.js';

const usd = (amount: number) => ({ amount, currency: 'USD' });

const SAMPLE: InvoiceView = {
  id: '0197842f-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
  organizationId: '0197842f-0000-7c3d-8e4f-5a6b7c8d9e0f',
  kind: 'invoice',
  number: 'INV-2026-000418',
  purchaseReferenceId: '0197842f-2b3c-7d4e-9f50-6b7c8d9e0f1a',
  issuedAt: '2026-06-19T02:32:00.000Z',
  seller: {
    name: 'Purser Software GmbH',
    addressLines: ['Straße des 17. Juni 135', '10623 Berlin'],
    country: 'DE',
    taxId: 'DE123456789',
  },
  buyer: {
    name: 'Žižkov & Łódź Öğrenci Ltd.',
    addressLines: ['350 Fifth Avenue, Suite 4210', 'New York, NY 10118'],
    country: 'US',
    taxId: '12-3456789',
    poNumber: 'PO-2026-0077',
    email: 'billing@acme.test',
  },
  lines: [
    {
      description: 'Scale: 500,000 tokens and 50,000 bonus tokens, valid for 365 days',
      quantity: 1,
      unitAmount: usd(1_239_900),
      amount: usd(1_239_900),
    },
  ],
  subtotal: usd(1_239_900),
  tax: usd(110_041),
  total: usd(1_349_941),
  taxTreatment: 'standard',
  taxRatePercent: 8.875,
  taxNote: null,
  status: 'paid',
  paidWith: { brand: 'visa', last4: '4242' },
};

describe('the printed invoice', () => {
  it('is the same bytes however often it is printed', async () => {
    const first = await invoicePdf(SAMPLE, 'America/New_York');
    const second = await invoicePdf(SAMPLE, 'America/New_York');
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(second.equals(first)).toBe(true);
  });

  it('states parties, number, day in the zone, lines and totals', async () => {
    const text = await textOf(SAMPLE, 'America/New_York');
    for (const stated of [
      'INV-2026-000418',
      '18 June 2026',
      'Straße des 17. Juni 135',
      'Žižkov & Łódź Öğrenci Ltd.',
      'PO-2026-0077',
      'Tax ID DE123456789',
      'Tax ID 12-3456789',
      '12,399.00',
      'Tax (8.875%)',
      '1,100.41',
      'USD 13,499.41',
      'Visa ending 4242',
      'Page 1 of 1',
    ]) {
      expect(text).toContain(stated);
    }
  });

  it.each([
    ['JPY', 49_000, '49,000'],
    ['USD', 49_000, '490.00'],
    ['KWD', 49_000, '49.000'],
  ])('prints %s with its own decimals', async (currency, amount, printed) => {
    const price = { amount, currency };
    const text = await textOf({ ...SAMPLE, subtotal: price, total: price }, 'UTC');
    expect(text).toContain(`${currency} ${printed}`);
  });

  it('prints Japanese, in runs between other scripts too', async () => {
    const buyer = {
      ...SAMPLE.buyer,
      name: '株式会社うみ (Umi K.K.)',
      addressLines: ['東京都千代田区丸の内1-1', 'マルビル 3F'],
    };
    const text = (await textOf({ ...SAMPLE, buyer }, 'Asia/Tokyo')).replaceAll('\n', '');
    for (const stated of ['株式会社うみ (Umi K.K.)', '東京都千代田区丸の内1-1', 'マルビル 3F']) {
      expect(text).toContain(stated);
    }
  });

  it('says why there is no tax', async () => {
    const text = await textOf(
      {
        ...SAMPLE,
        taxTreatment: 'reverse_charge',
        taxRatePercent: 0,
        taxNote: 'Reverse charge: the recipient is liable for the tax.',
      },
      'UTC',
    );
    expect(text).toContain('Tax (reverse charge)');
    expect(text).toContain('Reverse charge: the recipient is liable for the tax.');
  });

  it('names the invoice that a credit note corrects', async () => {
    const corrects = { invoiceId: SAMPLE.id, number: 'INV-2026-000418', reason: 'Unused tokens' };
    const text = await textOf(
      { ...SAMPLE, kind: 'credit_note', number: 'CN-2026-000003', corrects },
      'UTC',
    );
    expect(text).toContain('Credit note');
    expect(text).toContain('corrects invoice INV-2026-000418. Reason: Unused tokens');
    expect(text).not.toContain('Paid in full');
  });

  it('goes on over pages and counts them', async () => {
    const line = SAMPLE.lines[0]!;
    const lines = Array.from({ length: 60 }, (_, index) => ({
      ...line,
      description: `Line ${index + 1}`,
    }));
    const text = await textOf({ ...SAMPLE, lines }, 'UTC');
    expect(text).toContain('Line 60');
    expect(text).toMatch(/Page 3 of 3/);
    expect(text.match(/Description/g)).toHaveLength(3);
  });
});

/** The text of the printed document, read back through the fonts' ToUnicode maps. */
async function textOf(invoice: InvoiceView, timeZone: string): Promise<string> {
  const pdf = (await invoicePdf(invoice, timeZone)).toString('latin1');
  const objects = new Map<number, { head: string; stream: string }>();
  for (const [, id, body] of pdf.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [head = '', rest = ''] = (body ?? '').split('stream\n');
    const raw = Buffer.from(rest.slice(0, rest.lastIndexOf('\nend')), 'latin1');
    const packed = head.includes('FlateDecode');
    const stream = packed ? inflateSync(raw).toString('latin1') : raw.toString('latin1');
    objects.set(Number(id), { head, stream });
  }
  const maps = new Map<string, string[]>();
  const fontNames = [...pdf.matchAll(/\/(F\d+) (\d+) 0 R/g)];
  for (const [, name = '', id] of fontNames) {
    const unicode = /ToUnicode (\d+) 0 R/.exec(objects.get(Number(id))?.head ?? '')?.[1];
    maps.set(name, toUnicode(objects.get(Number(unicode))?.stream ?? ''));
  }
  return [...objects.values()]
    .filter(({ stream }) => /\bBT\b/.test(stream))
    .map(({ stream }) => shownText(stream, maps))
    .join('\n');
}

function toUnicode(cmap: string): string[] {
  const range = /beginbfrange([\s\S]*?)endbfrange/g;
  const glyphs: string[] = [];
  for (const [, body = ''] of cmap.matchAll(range)) {
    for (const [, first = '0', list = ''] of body.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)) {
      for (const [offset, [, hex = '']] of [...list.matchAll(/<(\w*)>/g)].entries()) {
        glyphs[parseInt(first, 16) + offset] = Buffer.from(hex, 'hex').swap16().toString('utf16le');
      }
    }
  }
  return glyphs;
}

function shownText(stream: string, maps: ReadonlyMap<string, string[]>): string {
  let font: string[] = [];
  let text = '';
  for (const [, name, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
    if (name !== undefined) font = maps.get(name) ?? [];
    for (const [, hex = ''] of (shown ?? '').matchAll(/<(\w+)>/g)) {
      for (const code of hex.match(/.{4}/g) ?? []) text += font[parseInt(code, 16)] ?? '';
    }
    if (shown !== undefined) text += '\n';
  }
  return text;
}
