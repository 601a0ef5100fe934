import { HttpClient, type HttpResponse, httpResource } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type { OrganizationView } from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { settingsBody, type SettingsDraft } from './settings-draft.js';

/** Settings with the ETag of their version. */
export interface VersionedSettings {
  organization: OrganizationView;
  eTag: string | null;
}

/** The settings of the organization over HTTP. */
@Service()
export class SettingsApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  /** Call inside an injection context; the ETag is in its `headers`. */
  settings() {
    return httpResource<OrganizationView>(() => this.address());
  }

  /** Reads them once more. */
  async read(): Promise<Outcome<VersionedSettings>> {
    const request = this.http.get<OrganizationView>(this.address(), { observe: 'response' });
    return versioned(await outcomeOf(request));
  }

  /** Replaces them; `precondition-failed` where they are no longer those of `eTag`. */
  async save(draft: SettingsDraft, eTag: string | null): Promise<Outcome<VersionedSettings>> {
    const headers = ifMatch(eTag);
    const request = this.http.put<OrganizationView>(this.address(), settingsBody(draft), {
      headers,
      observe: 'response',
    });
    return versioned(await outcomeOf(request));
  }

  private address(): string {
    return `/api/organizations/${this.context.organizationId()}`;
  }
}

function versioned(outcome: Outcome<HttpResponse<OrganizationView>>): Outcome<VersionedSettings> {
  if (!outcome.ok) return outcome;
  const { body, headers } = outcome.value;
  if (!body) throw new TypeError('The settings came without a body.');
  return { ok: true, value: { organization: body, eTag: headers.get('etag') } };
}
