import { HttpClient, httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal } from '@angular/core';
import type {
  AuditRecordView,
  AuditVerificationView,
  ComplianceReportView,
  PageView,
} from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { instantOfId } from '../shared/value/id-instant.js';

const PAGE_ROWS = 50;

/** Reads the audit trail. The methods make resources inside an injection context. */
@Service()
export class AuditApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  readonly address = computed(() => `/api/tokens/audit/${this.context.organizationId()}`);
  /** Whose chain it is, as files are called. */
  readonly owner = computed(() => this.context.name());
  /** Whether it is the chain of what is no organization's. */
  readonly isPlatform: boolean = false;

  page(params: Signal<Record<string, string>>) {
    return httpResource<PageView<AuditRecordView>>(() => ({
      url: this.address(),
      params: { ...params(), limit: PAGE_ROWS },
    }));
  }

  /**
   * One record by its id. Ids of records begin with their instant (UUID version 7), so the trail of
   * that millisecond is asked for; an id that is none gives no request.
   */
  around(id: Signal<string | null>) {
    return httpResource<PageView<AuditRecordView>>(() => {
      const atMs = instantOfId(id() ?? '');
      if (atMs === null) return undefined;
      const [from, to] = [new Date(atMs).toISOString(), new Date(atMs + 1).toISOString()];
      return { url: this.address(), params: { from, to, limit: 200 } };
    });
  }

  report(period: Signal<Record<string, string>>) {
    return httpResource<ComplianceReportView>(() => ({
      url: `${this.address()}/report`,
      params: period(),
    }));
  }

  /** Walks the whole chain. */
  verify(): Promise<Outcome<AuditVerificationView>> {
    return outcomeOf(this.http.get<AuditVerificationView>(`${this.address()}/verify`));
  }
}
