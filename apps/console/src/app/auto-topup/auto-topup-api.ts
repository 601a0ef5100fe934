import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  AutoTopUpOverviewView,
  AutoTopUpPolicyView,
  AutoTopUpRehearsalView,
  AutoTopUpTrigger,
  MoneyView,
  PageView,
  PurchaseView,
} from '@purser/contracts';
import { ifMatch } from '../core/http/if-match.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const ADDRESS = '/api/tokens/auto-topup';
const DRY_RUN = { dryRun: 'true' };
const MOST_ROWS = 200;

/** A policy as a person defines it: one increment is a package or an amount of tokens. */
export interface PolicyDefinition {
  trigger: AutoTopUpTrigger;
  packageId?: string;
  tokens?: number;
  monthlyLimit: MoneyView;
  paymentMethodId: string;
  coolDownMinutes: number;
}

/** Auto top-up over HTTP. The methods that give resources need an injection context. */
@Service()
export class AutoTopUpApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  overview() {
    return httpResource<AutoTopUpOverviewView>(() => `${ADDRESS}/${this.context.organizationId()}`);
  }

  /** What auto top-up bought since an instant. */
  topUpsSince(from: Signal<string>) {
    return httpResource<PageView<PurchaseView>>(() => ({
      url: '/api/tokens/purchase',
      params: {
        organizationId: this.context.organizationId(),
        type: 'auto_topup',
        from: from(),
        limit: MOST_ROWS,
      },
    }));
  }

  /** What a policy would do and would have done; nothing is asked while there is none. */
  rehearsal(definition: Signal<PolicyDefinition | null>, policyId: Signal<string | null>) {
    return httpResource<AutoTopUpRehearsalView>(() => {
      const wanted = definition();
      const id = policyId();
      if (!wanted) return undefined;
      if (id) return { url: `${ADDRESS}/${id}`, method: 'PUT', params: DRY_RUN, body: wanted };
      return { url: ADDRESS, method: 'POST', params: DRY_RUN, body: this.body(wanted) };
    });
  }

  create(definition: PolicyDefinition): Promise<Outcome<AutoTopUpPolicyView>> {
    return outcomeOf(this.http.post<AutoTopUpPolicyView>(ADDRESS, this.body(definition)));
  }

  /** Replaces a policy; `eTag` null = whatever is there. `precondition-failed` is a problem. */
  change(
    id: string,
    definition: PolicyDefinition,
    eTag: string | null,
  ): Promise<Outcome<AutoTopUpPolicyView>> {
    const headers = ifMatch(eTag);
    return outcomeOf(
      this.http.put<AutoTopUpPolicyView>(`${ADDRESS}/${id}`, definition, { headers }),
    );
  }

  /** Switches the version that was shown; `precondition-failed` where there is a newer one. */
  setEnabled(
    { id, eTag }: AutoTopUpPolicyView,
    enabled: boolean,
  ): Promise<Outcome<AutoTopUpPolicyView>> {
    const url = `${ADDRESS}/${id}/${enabled ? 'enable' : 'disable'}`;
    return outcomeOf(this.http.put<AutoTopUpPolicyView>(url, {}, { headers: ifMatch(eTag) }));
  }

  private body(definition: PolicyDefinition) {
    return { organizationId: this.context.organizationId(), ...definition };
  }
}
