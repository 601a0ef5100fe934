import { HttpClient, httpResource, type HttpResponse } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type { NotificationRecipientsView, NotificationRule } from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

/** Who is told what, with the ETag of the version. */
export interface VersionedRecipients {
  view: NotificationRecipientsView;
  eTag: string | null;
}

/** The setting "who receives which alert" over HTTP. */
@Service()
export class RecipientsApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  /** Call inside an injection context; the ETag is in its `headers`. */
  recipients() {
    return httpResource<NotificationRecipientsView>(() => this.address());
  }

  /** Replaces all rules; topics that are left out go back to their default. */
  async save(
    rules: readonly NotificationRule[],
    eTag: string | null,
  ): Promise<Outcome<VersionedRecipients>> {
    const headers = ifMatch(eTag);
    const request = this.http.put<NotificationRecipientsView>(
      this.address(),
      { rules },
      { headers, observe: 'response' },
    );
    const outcome: Outcome<HttpResponse<NotificationRecipientsView>> = await outcomeOf(request);
    if (!outcome.ok) return outcome;
    const { body, headers: answered } = outcome.value;
    if (!body) throw new TypeError('The recipients came without a body.');
    return { ok: true, value: { view: body, eTag: answered.get('etag') } };
  }

  private address(): string {
    return `/api/tokens/notifications/recipients/${this.context.organizationId()}`;
  }
}
