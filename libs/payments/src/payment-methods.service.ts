import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import {
  Clock,
  isId,
  newId,
  NotFound,
  PublicIds,
  UnitOfWork,
  violatedConstraint,
  type Actor,
  type Tx,
} from '@purser/platform';
import { IsNull } from 'typeorm';
import { PaymentCustomers } from './payment-customers.js';
import { PaymentGateway, type ProviderCard, type SetupState } from './payment-gateway.js';
import { PaymentMethodUses } from './payment-method-uses.js';
import { PaymentMethod } from './payment-method.entity.js';
import { PaymentMethodInUse } from './payments.errors.js';
import { ProviderObjects } from './provider-objects.js';

const PROVIDER_ID = /^pm_[A-Za-z0-9_]{1,200}$/;
const KEEP_ATTEMPTS = 3;
const RACED = new Set(['payment_methods_card', 'payment_methods_default']);

/** The cards an organization pays with. */
@Injectable()
export class PaymentMethods {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly publicIds: PublicIds,
    private readonly customers: PaymentCustomers,
    private readonly gateway: PaymentGateway,
    private readonly objects: ProviderObjects,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly uses: PaymentMethodUses,
  ) {}

  /** The kept cards, the default first, then newest first. */
  list(organizationId: string): Promise<PaymentMethod[]> {
    return this.unitOfWork.read(organizationId, (tx) =>
      tx.find(PaymentMethod, {
        where: { organizationId, removedAt: IsNull() },
        order: { isDefault: 'DESC', id: 'DESC' },
      }),
    );
  }

  /** A card that was ever kept, removed or not; null where there never was one. */
  known(organizationId: string, id: string): Promise<PaymentMethod | null> {
    return this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(PaymentMethod, { organizationId, id }),
    );
  }

  /**
   * Starts saving a card without paying.
   *
   * @throws PaymentRefused, PaymentProviderUnavailable
   */
  async setUp(organizationId: string): Promise<SetupState> {
    return this.gateway.createSetupIntent(await this.customers.ensure(organizationId));
  }

  /**
   * Whether a payment method may be named by this organization, without asking the provider.
   *
   * @throws NotFound it is malformed, removed, or another organization's
   */
  async assertNameable(organizationId: string, idOrProviderId: string): Promise<void> {
    if (isId(idOrProviderId)) {
      await this.get(organizationId, idOrProviderId);
      return;
    }
    if (!PROVIDER_ID.test(idOrProviderId)) throw notFound();
    const owner = await this.objects.find(idOrProviderId);
    if (owner && owner.organizationId !== organizationId) throw notFound();
  }

  /**
   * The card behind our id or the provider's. A provider's that is not kept yet is attached to the
   * organization's customer and kept.
   *
   * @throws NotFound it is malformed, removed, or another organization's
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   */
  async resolve(
    organizationId: string,
    idOrProviderId: string,
    actor: Actor,
  ): Promise<PaymentMethod> {
    await this.assertNameable(organizationId, idOrProviderId);
    if (isId(idOrProviderId)) return this.get(organizationId, idOrProviderId);
    const kept = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(PaymentMethod, {
        organizationId,
        providerId: idOrProviderId,
        removedAt: IsNull(),
      }),
    );
    return kept ?? this.attach(organizationId, idOrProviderId, actor);
  }

  /** Makes a card the one that is offered first. @throws NotFound */
  makeDefault(organizationId: string, id: string, actor: Actor): Promise<PaymentMethod> {
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const cards = await lockedCards(tx);
      const chosen = cards.find((card) => card.id === id);
      if (!chosen) throw notFound();
      if (chosen.isDefault) return chosen;
      const before = cards.find((card) => card.isDefault);
      if (before) await setDefault(tx, before.id, false);
      await setDefault(tx, id, true);
      await this.audit.append(tx, {
        action: 'payment_method.made_default',
        actor,
        subjectType: 'payment_method',
        subjectId: id,
        before: { defaultPaymentMethodId: before?.id ?? null },
        after: { defaultPaymentMethodId: id },
        at,
      });
      return { ...chosen, isDefault: true };
    });
  }

  /**
   * Forgets a card, here and at the provider. The newest other card becomes the default.
   *
   * @throws NotFound, PaymentProviderUnavailable
   * @throws PaymentMethodInUse a subscription or a top-up policy charges it
   */
  async remove(organizationId: string, id: string, actor: Actor): Promise<void> {
    const card = await this.get(organizationId, id);
    await this.unitOfWork.read(organizationId, (tx) => this.assertUnused(tx, id));
    const customerId = await this.customers.ensure(organizationId);
    for (const entry of await this.gateway.listPaymentMethods(customerId)) {
      if (isSameCard(entry, card)) await this.gateway.detachPaymentMethod(entry.providerId);
    }
    const at = this.clock.now();
    await this.unitOfWork.run(organizationId, async (tx) => {
      const cards = await lockedCards(tx);
      const current = cards.find((candidate) => candidate.id === id);
      if (!current) return;
      await this.assertUnused(tx, id);
      await tx.update(PaymentMethod, { organizationId, id }, { removedAt: at, isDefault: false });
      const heir = cards.find((candidate) => candidate.id !== id);
      if (current.isDefault && heir) await setDefault(tx, heir.id, true);
      await this.audit.append(tx, {
        action: 'payment_method.removed',
        actor,
        subjectType: 'payment_method',
        subjectId: id,
        before: summary(current),
        at,
      });
    });
  }

  private async assertUnused(tx: Tx, id: string): Promise<void> {
    const usedBy = await this.uses.of(tx, id);
    if (usedBy.length > 0) throw new PaymentMethodInUse(usedBy);
  }

  private get(organizationId: string, id: string): Promise<PaymentMethod> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const card = await tx.findOneBy(PaymentMethod, { organizationId, id, removedAt: IsNull() });
      if (!card) throw notFound();
      return card;
    });
  }

  private async attach(
    organizationId: string,
    providerId: string,
    actor: Actor,
  ): Promise<PaymentMethod> {
    const customerId = await this.customers.ensure(organizationId);
    const entry = await this.gateway.attachPaymentMethod(customerId, providerId);
    const at = this.clock.now();
    const object = { providerId: entry.providerId, kind: 'payment_method' as const };
    await this.objects.register({ ...object, organizationId, purchaseId: null, createdAt: at });
    const id = newId(at);
    await this.publicIds.register(id, organizationId, 'payment_method');
    for (let left = KEEP_ATTEMPTS; ; left -= 1) {
      try {
        return await this.unitOfWork.run(organizationId, (tx) =>
          this.keep(tx, id, entry, actor, at),
        );
      } catch (error) {
        // The same card, or another first card, was kept at this moment: look again.
        if (left === 1 || !RACED.has(violatedConstraint(error) ?? '')) throw error;
      }
    }
  }

  /** Keeps one row per card: the same card entered again only changes where it is found. */
  private async keep(
    tx: Tx,
    id: string,
    entry: ProviderCard,
    actor: Actor,
    at: Date,
  ): Promise<PaymentMethod> {
    const { organizationId } = tx;
    const cards = await lockedCards(tx);
    const same = cards.find((card) => isSameCard(entry, card));
    if (same) {
      const { providerId } = entry;
      await tx.update(PaymentMethod, { organizationId, id: same.id }, { providerId });
      return { ...same, providerId };
    }
    const isDefault = !cards.some((card) => card.isDefault);
    const card = {
      organizationId,
      id,
      ...entry,
      isDefault,
      createdAt: at,
      removedAt: null,
      warnedAt: null,
    };
    await tx.insert(PaymentMethod, card);
    await this.audit.append(tx, {
      action: 'payment_method.attached',
      actor,
      subjectType: 'payment_method',
      subjectId: id,
      after: summary(card),
      at,
    });
    return card;
  }
}

const notFound = () => new NotFound('There is no such payment method.');

const summary = ({ brand, last4, expMonth, expYear }: PaymentMethod) => ({
  brand,
  last4,
  expMonth,
  expYear,
});

const isSameCard = (entry: ProviderCard, card: PaymentMethod): boolean =>
  entry.fingerprint === card.fingerprint &&
  entry.expYear === card.expYear &&
  entry.expMonth === card.expMonth;

/** Every kept card, newest first, locked so that the default changes hands in one place. */
function lockedCards(tx: Tx): Promise<PaymentMethod[]> {
  return tx.find(PaymentMethod, {
    where: { organizationId: tx.organizationId, removedAt: IsNull() },
    order: { id: 'DESC' },
    lock: { mode: 'pessimistic_write' },
  });
}

function setDefault(tx: Tx, id: string, isDefault: boolean): Promise<unknown> {
  return tx.update(PaymentMethod, { organizationId: tx.organizationId, id }, { isDefault });
}
