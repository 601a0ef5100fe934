import { HttpClient, httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal } from '@angular/core';
import type { ApiKeyView, CreatedApiKeyView, PageView, Permission } from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const PAGE_ROWS = 50;

export interface NewKey {
  name: string;
  scopes: Permission[];
  /** Null = it does not expire. */
  expiresAt: string | null;
}

/** Reads and writes the API keys of the organization. */
@Service()
export class ApiKeysApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  readonly address = computed(() => `/api/organizations/${this.context.organizationId()}/api-keys`);

  page(cursor: Signal<string | undefined>) {
    return httpResource<PageView<ApiKeyView>>(() => {
      const after = cursor();
      return {
        url: this.address(),
        params: { limit: PAGE_ROWS, ...(after && { cursor: after }) },
      };
    });
  }

  create(key: NewKey): Promise<Outcome<CreatedApiKeyView>> {
    return outcomeOf(this.http.post<CreatedApiKeyView>(this.address(), key));
  }

  revoke(id: string): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.delete(`${this.address()}/${encodeURIComponent(id)}`));
  }
}
