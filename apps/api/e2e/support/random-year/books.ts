import type {
  BalanceView,
  FinanceReportView,
  InvoiceView,
  LedgerEntryView,
  LotView,
  PageView,
  PurchaseDetailView,
  PurchaseView,
} from '@purser/contracts';
import type { HttpClient } from '../http-client.js';

const PAGE_ROWS = 200;

/** A month of the calendar in UTC; `to` is exclusive. */
export interface Month {
  readonly from: string;
  readonly to: string;
}

/** One line of the journal for a general ledger; amounts in minor units. */
export interface JournalLine {
  readonly account: string;
  readonly lotId: string;
  /** Positive = debit, negative = credit. */
  readonly minor: bigint;
}

/** Every book of an organization, read over HTTP. */
export class PublicBooks {
  constructor(
    private readonly client: HttpClient,
    readonly organizationId: string,
  ) {}

  /** Every entry of the ledger, oldest first. */
  async entries(): Promise<LedgerEntryView[]> {
    const path = `/api/tokens/wallet/${this.organizationId}/history`;
    return (await this.all<LedgerEntryView>(path)).toReversed();
  }

  lots(): Promise<LotView[]> {
    return this.all<LotView>(`/api/tokens/wallet/${this.organizationId}/lots`);
  }

  /** Every purchase with all that became of it. */
  async purchases(): Promise<PurchaseDetailView[]> {
    const listed = await this.all<PurchaseView>('/api/tokens/purchase');
    const details: PurchaseDetailView[] = [];
    for (const { referenceId } of listed) {
      const path = `/api/tokens/purchase/${referenceId}`;
      details.push((await this.client.get<PurchaseDetailView>(path)).body);
    }
    return details;
  }

  invoices(kind: InvoiceView['kind']): Promise<InvoiceView[]> {
    return this.all<InvoiceView>(`/api/tokens/invoices?kind=${kind}`);
  }

  async balance(at?: string): Promise<BalanceView> {
    const query = at === undefined ? '' : `?at=${at}`;
    const path = `/api/tokens/wallet/${this.organizationId}/balance${query}`;
    return (await this.client.get<BalanceView>(path)).body;
  }

  async finance(month: Month): Promise<FinanceReportView> {
    return (await this.client.get<FinanceReportView>(this.financePath(month))).body;
  }

  /** The lines of the CSV that a bookkeeper imports. */
  async journal(month: Month, decimals: number): Promise<JournalLine[]> {
    const headers = { accept: 'text/csv' };
    const { text } = await this.client.get(this.financePath(month), { headers });
    const [head = '', ...rows] = text.trim().split(/\r?\n/);
    const columns = head.replace(/^\uFEFF/, '').split(',');
    return rows.map((row) => {
      const cells = row.split(',');
      const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
      const minor = minorOf(cell('debit'), decimals) - minorOf(cell('credit'), decimals);
      return { account: cell('account'), lotId: cell('lotId'), minor };
    });
  }

  private financePath({ from, to }: Month): string {
    const { organizationId } = this;
    return `/api/tokens/reports/finance?organizationId=${organizationId}&from=${from}&to=${to}`;
  }

  private async all<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    const own = path.includes('/wallet/') ? '' : `&organizationId=${this.organizationId}`;
    const first = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE_ROWS}${own}`;
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, text, body } = await this.client.get<PageView<T>>(`${first}${next}`);
      if (status !== 200) throw new Error(text);
      rows.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return rows;
  }
}

/** `12.340` with three decimals = 12340. @throws Error it has other decimals */
function minorOf(decimal: string, decimals: number): bigint {
  if (decimal === '') return 0n;
  const [whole = '', fraction = ''] = decimal.split('.');
  if (fraction.length !== decimals) throw new Error(`${decimal} has not ${decimals} decimals`);
  return BigInt(`${whole}${fraction}`);
}
