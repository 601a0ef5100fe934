import { httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal, untracked } from '@angular/core';
import type {
  AuditRecordView,
  InvoiceView,
  LedgerEntryView,
  OrganizationView,
  PageView,
  PurchaseView,
} from '@purser/contracts';
import { Session } from '../../core/auth/session.js';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Clock } from '../../core/time/clock.js';
import { LEDGER_KINDS } from '../../shared/badge/kind-mark.js';
import { formatMoney } from '../../shared/format/money.js';
import { formatSignedTokens } from '../../shared/format/tokens.js';
import { instantOfId } from '../../shared/value/id-instant.js';
import type { Hit } from './hit.js';
import { kindOfText } from './matching.js';
import { type Search, ShortLists } from './short-lists.js';

/** Ids carry the millisecond at which they were made; what they name was written about then. */
const AROUND_MS = 2_000;
/** Ids of requests carry the time of the machine; what they did is written at that of the clock. */
const MOVED_MS = 60_000;
const AROUND_MOVED_MS = 30_000;
const FEW = 5;
const MANY = 200;

/** Looks for what was typed among organizations, references, invoice numbers and ids. */
@Service()
export class Lookup {
  private readonly session = inject(Session);
  private readonly context = inject(OrganizationContext);
  private readonly clock = inject(Clock);
  private readonly shortLists = inject(ShortLists);

  /** What fits `text`; asks only what may hold it. To be called in an injection context. */
  hits(text: Signal<string>): Search {
    const typed = computed(() => text().trim());
    const kind = computed(() => kindOfText(typed()));
    const organizations = this.organizations(typed, kind);
    const byReference = this.byReference(typed, kind);
    const purchases = this.around<PurchaseView>(typed, () => '/api/tokens/purchase');
    const entries = this.around<LedgerEntryView>(typed, (id) => `/api/tokens/wallet/${id}/history`);
    const records = this.around<AuditRecordView>(typed, (id) => `/api/tokens/audit/${id}`);
    const later = this.around<LedgerEntryView>(
      typed,
      (id) => `/api/tokens/wallet/${id}/history`,
      true,
    );
    const laterRecords = this.around<AuditRecordView>(
      typed,
      (id) => `/api/tokens/audit/${id}`,
      true,
    );
    const invoices = this.invoices(typed, kind);
    const few = this.shortLists.search(typed);
    const sources = [
      ...[organizations, byReference, purchases, entries, records, invoices],
      ...[later, laterRecords],
    ];
    const rows = <T>(source: { hasValue(): boolean; value(): PageView<T> | undefined }): T[] =>
      source.hasValue() ? (source.value()?.data ?? []) : [];
    return {
      asking: computed(() => few.asking() || sources.some((source) => source.isLoading())),
      hits: computed(() => {
        const wanted = typed();
        const id = wanted.toLowerCase();
        return [
          ...rows(purchases)
            .filter(({ referenceId }) => referenceId === id)
            .map((one) => this.purchaseHit(one)),
          ...[
            ...[...rows(entries), ...rows(later)].filter((one) => isOf(one, id)),
            ...rows(byReference),
          ]
            .slice(0, FEW)
            .map((one) => this.entryHit(one)),
          ...[...rows(records), ...rows(laterRecords)]
            .filter((one) => isOf(one, id))
            .slice(0, FEW)
            .map((one) => this.recordHit(one)),
          ...few.hits(),
          ...rows(invoices)
            .filter((one) => one.id === id || one.number.toLowerCase().includes(id))
            .slice(0, FEW)
            .map((one) => this.invoiceHit(one)),
          ...rows(organizations).map((one) => organizationHit(one, this.session.landing())),
          ...this.memberships(wanted),
        ];
      }),
    };
  }

  private organizations(typed: Signal<string>, kind: Signal<string>) {
    return httpResource<PageView<OrganizationView>>(() =>
      this.session.isStaff() && kind() !== 'nothing'
        ? { url: '/api/organizations', params: { query: typed(), limit: FEW } }
        : undefined,
    );
  }

  /** Movements are unique by their reference, whatever a program called it. */
  private byReference(typed: Signal<string>, kind: Signal<string>) {
    return httpResource<PageView<LedgerEntryView>>(() => {
      const id = this.viewable();
      if (!id || kind() === 'nothing') return undefined;
      const params = { reference: typed(), limit: FEW };
      return { url: `/api/tokens/wallet/${id}/history`, params };
    });
  }

  private around<T>(typed: Signal<string>, url: (organizationId: string) => string, moved = false) {
    return httpResource<PageView<T>>(() => {
      const organizationId = this.viewable();
      const namedMs = instantOfId(typed());
      if (!organizationId || namedMs === null) return undefined;
      const movedMs = moved ? this.movedMs() : 0;
      if (moved && movedMs < MOVED_MS) return undefined;
      const aroundMs = moved ? AROUND_MOVED_MS : AROUND_MS;
      const atMs = namedMs + movedMs;
      const params = {
        organizationId,
        from: new Date(atMs - aroundMs).toISOString(),
        to: new Date(atMs + aroundMs).toISOString(),
        limit: MANY,
      };
      const { organizationId: _inPath, ...rest } = params;
      const address = url(organizationId);
      return { url: address, params: address.includes(organizationId) ? rest : params };
    });
  }

  private invoices(typed: Signal<string>, kind: Signal<string>) {
    return httpResource<PageView<InvoiceView>>(() => {
      const organizationId = this.viewable();
      const mayBe = kind() === 'id' || /^[a-z]{2,}.*\d/i.test(typed());
      if (!organizationId || !mayBe) return undefined;
      return { url: '/api/tokens/invoices', params: { organizationId, limit: MANY } };
    });
  }

  /** How far the clock of the sandbox is ahead of this machine. */
  private movedMs(): number {
    return untracked(this.clock.now) - Date.now();
  }

  private viewable(): string | null {
    return this.context.can('tokens.view') ? this.context.organizationId() || null : null;
  }

  private memberships(wanted: string): Hit[] {
    const memberships = this.session.user()?.memberships ?? [];
    if (this.session.isStaff() || memberships.length < 2 || !wanted) return [];
    return memberships
      .filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
      .map(({ organizationId, name }) =>
        organizationHit({ id: organizationId, name }, this.session.landing()),
      );
  }

  private purchaseHit({ referenceId, label, price, status }: PurchaseView): Hit {
    return {
      id: `purchase-${referenceId}`,
      group: 'Found',
      title: `Purchase, ${label}`,
      more: `${formatMoney(price.total)}, ${status.replaceAll('_', ' ')}`,
      icon: 'receipt',
      link: ['/o', this.context.organizationId(), 'purchases', referenceId],
    };
  }

  private entryHit({ id, kind, amount, reference }: LedgerEntryView): Hit {
    return {
      id: `entry-${id}`,
      group: 'Found',
      title: `Ledger entry, ${LEDGER_KINDS[kind].word.toLowerCase()}`,
      more: `${formatSignedTokens(amount)} tokens, ${reference}`,
      icon: LEDGER_KINDS[kind].icon,
      link: ['/o', this.context.organizationId(), 'history'],
      queryParams: { entry: id },
    };
  }

  private recordHit({ id, action, actor, sequence }: AuditRecordView): Hit {
    return {
      id: `record-${id}`,
      group: 'Found',
      title: `Audit record ${sequence}`,
      more: `${action}, ${actor.name}`,
      icon: 'shield-check',
      link: ['/o', this.context.organizationId(), 'audit'],
      queryParams: { record: id },
    };
  }

  private invoiceHit({ id, number, total }: InvoiceView): Hit {
    return {
      id: `invoice-${id}`,
      group: 'Found',
      title: `Invoice ${number}`,
      more: formatMoney(total),
      icon: 'file-text',
      link: ['/o', this.context.organizationId(), 'invoices', id],
    };
  }
}

/** Whether a row has the id, or was written for the request that has it. */
function isOf(row: { id: string; requestId: string | null }, id: string): boolean {
  return row.id === id || row.requestId === id;
}

function organizationHit(
  { id, name, legalName = '' }: { id: string; name: string; legalName?: string },
  landing: string,
): Hit {
  return {
    id: `organization-${id}`,
    group: 'Organizations',
    title: name,
    more: legalName,
    icon: 'building-2',
    link: ['/o', id, landing],
  };
}
