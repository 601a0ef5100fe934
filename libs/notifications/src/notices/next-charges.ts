import { Injectable } from '@nestjs/common';
import { CatalogueReader } from '@purser/packages';
import { Subscriptions } from '@purser/subscriptions';
import type { NextCharge } from './stories/subscription-stories.js';

/** What the next period of a subscription gives and costs, at the prices of this moment. */
@Injectable()
export class NextCharges {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly catalogue: CatalogueReader,
  ) {}

  async of(organizationId: string, subscriptionId: string): Promise<NextCharge> {
    const view = await this.subscriptions.get(organizationId, subscriptionId);
    const { subscription, preview } = await this.subscriptions.ofOrganization(organizationId);
    const isLive = subscription?.id === subscriptionId;
    const next = isLive ? preview.find(({ reason }) => reason !== 'retry') : undefined;
    const { item } = await this.catalogue.package(next?.packageId ?? view.packageId);
    return { label: item.name, tokens: next?.tokens ?? null, price: next?.price ?? null };
  }
}
