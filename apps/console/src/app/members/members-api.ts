import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { MemberView, PageView, Permission } from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const PAGE_ROWS = 50;

/** Who is invited, and what the person may do. */
export interface Invitation {
  email: string;
  name?: string;
  permissions: Permission[];
}

/** The members of the organization over HTTP. `page` needs an injection context. */
@Service()
export class MembersApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  address(): string {
    return `/api/organizations/${this.context.organizationId()}/members`;
  }

  page(cursor: Signal<string | undefined>) {
    return httpResource<PageView<MemberView>>(() => {
      const from = cursor();
      return { url: this.address(), params: { limit: PAGE_ROWS, ...(from && { cursor: from }) } };
    });
  }

  /** Sends the person a mail. `already-exists` where they are a member. */
  invite(invitation: Invitation): Promise<Outcome<MemberView>> {
    return outcomeOf(this.http.post<MemberView>(this.address(), invitation));
  }

  /**
   * Replaces the permissions. `last-administrator` where nobody else could administer,
   * `precondition-failed` where they are no longer those that were shown.
   */
  setPermissions(
    { userId, eTag }: MemberView,
    permissions: Permission[],
  ): Promise<Outcome<MemberView>> {
    const url = `${this.address()}/${userId}`;
    const headers = ifMatch(eTag);
    return outcomeOf(this.http.put<MemberView>(url, { permissions }, { headers }));
  }

  /** `precondition-failed` where the person is no longer as shown. */
  remove({ userId, eTag }: MemberView): Promise<Outcome<unknown>> {
    const headers = ifMatch(eTag);
    return outcomeOf(this.http.delete(`${this.address()}/${userId}`, { headers }));
  }
}
