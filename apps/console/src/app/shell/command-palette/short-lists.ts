import { httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal } from '@angular/core';
import type {
  ApiKeyView,
  AutoTopUpOverviewView,
  PageView,
  Permission,
  RefusalView,
  SubscriptionDetailView,
  ThresholdListView,
  WebhookEndpointView,
} from '@purser/contracts';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { formatMoney } from '../../shared/format/money.js';
import { tokensInWords } from '../../shared/format/tokens.js';
import { instantOfId } from '../../shared/value/id-instant.js';
import type { Hit } from './hit.js';

const MANY = 200;

/** What the palette asks and what it found. */
export interface Search {
  hits: Signal<Hit[]>;
  asking: Signal<boolean>;
}

/**
 * What an organization has few of, found by a pasted id: API keys, the subscription, auto top-up
 * policies, alerts, webhook endpoints; and requests that were refused.
 */
@Service()
export class ShortLists {
  private readonly context = inject(OrganizationContext);

  /** What has the id `typed`. To be called in an injection context. */
  search(typed: Signal<string>): Search {
    const id = computed(() => (instantOfId(typed()) === null ? null : typed().toLowerCase()));
    const parts = [
      this.keys(typed, id),
      this.subscription(id),
      this.policies(id),
      this.alerts(id),
      this.endpoints(id),
      this.refusal(id),
    ];
    return {
      hits: computed(() => parts.flatMap(({ hits }) => hits())),
      asking: computed(() => parts.some(({ asking }) => asking())),
    };
  }

  /** Also by its first characters, which is all that logs hold of a key. */
  private keys(typed: Signal<string>, id: Signal<string | null>): Search {
    const page = httpResource<PageView<ApiKeyView>>(() => {
      const organization = this.readable('organization.admin');
      const mayBe = id() !== null || /^pk_\w{2,}/.test(typed());
      if (!organization || !mayBe) return undefined;
      return { url: `/api/organizations/${organization}/api-keys`, params: { limit: MANY } };
    });
    return search(page, ({ data }) =>
      data
        .filter((key) => key.id === id() || (typed() !== '' && typed().startsWith(key.prefix)))
        .map((key) => ({
          ...this.hit('api-key', key.id, ['api-keys']),
          title: `API key ${key.name}`,
          more: `${key.prefix}…${key.revokedAt ? ', revoked' : ''}`,
          icon: 'key-round',
        })),
    );
  }

  private subscription(id: Signal<string | null>): Search {
    const detail = httpResource<SubscriptionDetailView>(() =>
      this.ask(id, 'tokens.view', (organization) => `/api/tokens/subscription/${organization}`),
    );
    return search(detail, ({ subscription }) =>
      subscription && subscription.id === id()
        ? [
            {
              ...this.hit('subscription', subscription.id, ['subscription']),
              title: 'Subscription',
              more: `${subscription.interval}ly, ${subscription.status.replaceAll('_', ' ')}`,
              icon: 'repeat',
            },
          ]
        : [],
    );
  }

  private policies(id: Signal<string | null>): Search {
    const overview = httpResource<AutoTopUpOverviewView>(() =>
      this.ask(id, 'tokens.view', (organization) => `/api/tokens/auto-topup/${organization}`),
    );
    return search(overview, ({ policies }) =>
      policies
        .filter((policy) => policy.id === id())
        .map(({ id: policyId, trigger, monthlyLimit, enabled }) => ({
          ...this.hit('policy', policyId, ['auto-topup']),
          queryParams: { kind: trigger.kind },
          title: 'Auto top-up policy',
          more: `${formatMoney(monthlyLimit)} a month, ${enabled ? 'on' : 'off'}`,
          icon: 'zap',
        })),
    );
  }

  private alerts(id: Signal<string | null>): Search {
    const list = httpResource<ThresholdListView>(() =>
      this.ask(
        id,
        'tokens.view',
        (organization) => `/api/tokens/notifications/thresholds/${organization}`,
      ),
    );
    return search(list, ({ data }) =>
      data
        .filter((alert) => alert.id === id())
        .map((alert) => ({
          ...this.hit('alert', alert.id, ['alerts']),
          queryParams: { alert: alert.id },
          title: 'Low-balance alert',
          more:
            alert.mark === null ? alert.state : `${alert.state} at ${tokensInWords(alert.mark)}`,
          icon: 'bell',
        })),
    );
  }

  private endpoints(id: Signal<string | null>): Search {
    const page = httpResource<PageView<WebhookEndpointView>>(() =>
      this.ask(
        id,
        'organization.admin',
        (organization) => `/api/organizations/${organization}/webhook-endpoints?limit=${MANY}`,
      ),
    );
    return search(page, ({ data }) =>
      data
        .filter((endpoint) => endpoint.id === id())
        .map((endpoint) => ({
          ...this.hit('endpoint', endpoint.id, ['webhooks']),
          title: 'Webhook endpoint',
          more: endpoint.url,
          icon: 'webhook',
        })),
    );
  }

  /** Why a request was refused, which only the workspace of support can show. */
  private refusal(id: Signal<string | null>): Search {
    const page = httpResource<PageView<RefusalView>>(() =>
      this.ask(
        id,
        'tokens.adjust',
        (organization) => `/api/tokens/wallet/${organization}/refusals?limit=${MANY}`,
      ),
    );
    return search(page, ({ data }) =>
      data
        .filter(({ lastRequestId }) => lastRequestId === id())
        .map(({ lastRequestId, reason, lastAmount }) => ({
          ...this.hit('refusal', lastRequestId, ['support']),
          queryParams: { refusal: lastRequestId },
          title: 'Refused request',
          more: `${reason}, ${tokensInWords(lastAmount)}`,
          icon: 'ban',
        })),
    );
  }

  private ask(
    id: Signal<string | null>,
    permission: Permission,
    url: (organizationId: string) => string,
  ): string | undefined {
    const organization = this.readable(permission);
    return organization && id() !== null ? url(organization) : undefined;
  }

  private readable(permission: Permission): string | null {
    return this.context.can(permission) ? this.context.organizationId() || null : null;
  }

  private hit(kind: string, id: string, path: string[]): Pick<Hit, 'id' | 'group' | 'link'> {
    const link = ['/o', this.context.organizationId(), ...path];
    return { id: `${kind}-${id}`, group: 'Found', link };
  }
}

interface Source<T> {
  hasValue(): boolean;
  value(): T | undefined;
  isLoading(): boolean;
}

/** A list that cannot be read has nothing to show: the palette is no place for its problem. */
function search<T>(source: Source<T>, hitsOf: (answer: T) => Hit[]): Search {
  return {
    asking: computed(() => source.isLoading()),
    hits: computed(() => {
      const answer = source.hasValue() ? source.value() : undefined;
      return answer === undefined ? [] : hitsOf(answer);
    }),
  };
}
