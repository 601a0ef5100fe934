import { Injectable } from '@nestjs/common';
import { OrganizationCreated } from '@purser/identity';
import { OnEvent, UnitOfWork } from '@purser/platform';
import { Wallets } from './wallets.js';

/** Gives every organization its wallet. */
@Injectable()
export class WalletEvents {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly wallets: Wallets,
  ) {}

  @OnEvent(OrganizationCreated, 'wallet.organization-created')
  async createWallet({ organizationId }: OrganizationCreated): Promise<void> {
    await this.unitOfWork.run(organizationId, (tx) => this.wallets.ensure(tx));
  }
}
