import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import {
  Clock,
  CONFIG,
  newId,
  Outbox,
  systemActor,
  UnitOfWork,
  type PurserConfig,
  type Tx,
} from '@purser/platform';
import { TokenPurchase } from '../token-purchase.entity.js';
import { RecoveryLink } from './recovery-link.entity.js';
import { recoveryStanding } from './recovery-standing.js';
import { RecoveryTokens } from './recovery-tokens.js';
import { RecoveryLinkIssued } from './recovery.events.js';

const LIFETIME_MS = 24 * 3_600_000;
const ACTOR = systemActor('recovery links');
const NEEDS_HOLDER = 'authentication_required';

/** Makes the links by which a charge that Purser made by itself is paid with its holder there. */
@Injectable()
export class RecoveryLinks {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly tokens: RecoveryTokens,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a link for a system charge that was declined because the bank asks for the card holder,
   * once per attempt, and tells so in the same transaction; other purchases get none.
   */
  async issueWhereNeeded(tx: Tx, purchase: TokenPurchase, at: Date): Promise<void> {
    if (!isSystemCharge(purchase) || !needsHolder(purchase)) return;
    const { organizationId, id: purchaseId, attempt } = purchase;
    const id = newId(at);
    const expiresAt = new Date(at.getTime() + LIFETIME_MS);
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(RecoveryLink)
      .values({
        organizationId,
        id,
        purchaseId,
        attempt,
        issuedAt: at,
        expiresAt,
        startedAt: null,
        usedAt: null,
      })
      .orIgnore()
      .returning('id')
      .execute();
    if ((raw as unknown[]).length === 0) return;
    await this.outbox.append(tx, issuedEvent(purchase, id, expiresAt));
    await this.audit.append(tx, {
      action: 'recovery-link.issued',
      actor: ACTOR,
      subjectType: 'recovery_link',
      subjectId: id,
      after: { purchaseReferenceId: purchaseId, attempt, expiresAt },
      at,
    });
  }

  /**
   * The address to mail; null where nothing can be paid by the link any more. It is the secret
   * itself: put it into the mail that goes out, not into a row that stays.
   */
  async addressOf(organizationId: string, linkId: string): Promise<string | null> {
    const isOpen = await this.unitOfWork.read(organizationId, async (tx) => {
      const link = await tx.findOneBy(RecoveryLink, { organizationId, id: linkId });
      if (!link) return false;
      const id = link.purchaseId;
      const purchase = await tx.findOneByOrFail(TokenPurchase, { organizationId, id });
      const standing = recoveryStanding(link, purchase, this.clock.now());
      return 'status' in standing && standing.status !== 'paid';
    });
    if (!isOpen) return null;
    const base = this.config.PUBLIC_URL ?? `http://localhost:${this.config.PORT}`;
    return new URL(`/pay/${this.tokens.sign({ organizationId, linkId })}`, base).href;
  }
}

const isSystemCharge = ({ type }: TokenPurchase): boolean =>
  type === 'subscription' || type === 'auto_topup';

const needsHolder = ({ failureCode, failureDeclineCode }: TokenPurchase): boolean =>
  failureCode === NEEDS_HOLDER || failureDeclineCode === NEEDS_HOLDER;

function issuedEvent(purchase: TokenPurchase, linkId: string, expiresAt: Date): RecoveryLinkIssued {
  return new RecoveryLinkIssued({
    organizationId: purchase.organizationId,
    purchaseId: purchase.id,
    referenceId: purchase.id,
    linkId,
    purchaseType: purchase.type,
    label: purchase.label,
    tokens: Number(purchase.tokens),
    bonusTokens: Number(purchase.bonusTokens),
    totalMinor: purchase.totalMinor.toString(),
    currency: purchase.currency,
    cardBrand: purchase.cardBrand,
    cardLast4: purchase.cardLast4,
    expiresAt: expiresAt.toISOString(),
  });
}
