import { Injectable } from '@nestjs/common';
import type { PurchaseStatus, PurchaseView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { OnEvent } from '@purser/platform';
import { PurchaseChanged, PurchaseCompleted, Purchases } from '@purser/purchases';
import { Announcer } from './announcer.service.js';
import type { Letter, Notice } from './notice.js';
import { moneyWords, tokenWords } from './words.js';

type Told = Pick<Notice, 'severity' | 'title' | 'body'>;

/** What the console is told when a purchase comes into one of these; `completed` has its own event. */
const AFTERMATH: Partial<Record<PurchaseStatus, (purchase: PurchaseView) => Told>> = {
  partially_refunded: (purchase) => ({
    severity: 'info',
    title: 'Purchase partly refunded',
    body: `Part of ${moneyWords(purchase.price.total)} for ${purchase.label} was paid back.`,
  }),
  refunded: (purchase) => ({
    severity: 'info',
    title: 'Purchase refunded',
    body: `${moneyWords(purchase.price.total)} for ${purchase.label} was paid back.`,
  }),
  disputed: (purchase) => ({
    severity: 'warning',
    title: 'Payment disputed',
    body: `The card holder disputes ${moneyWords(purchase.price.total)} for ${purchase.label}. What is left of its tokens is frozen.`,
  }),
  charged_back: (purchase) => ({
    severity: 'critical',
    title: 'Payment charged back',
    body: `The dispute over ${moneyWords(purchase.price.total)} for ${purchase.label} was lost. What was left of its tokens is taken back.`,
  }),
};

/** Tells the organization about its purchases. */
@Injectable()
export class PurchaseNotices {
  constructor(
    private readonly announcer: Announcer,
    private readonly organizations: Organizations,
    private readonly purchases: Purchases,
  ) {}

  /** In the console, and as a receipt to the billing e-mail. */
  @OnEvent(PurchaseCompleted, 'notifications.purchase-completed')
  async completed(event: PurchaseCompleted, eventId: string): Promise<void> {
    const { organizationId, purchaseId } = event;
    const purchase = await this.purchases.get(organizationId, purchaseId);
    await this.announcer.announce(organizationId, eventId, async (tx) => {
      const { name, billingEmail } = await this.organizations.get(tx);
      const notice: Notice = {
        event: 'purchase.completed',
        eventId,
        severity: 'success',
        title: `${tokenWords(purchase.tokens + purchase.bonusTokens)} added`,
        body: `${purchase.label} was paid: ${moneyWords(purchase.price.total)}.`,
        link: pathOf(purchase),
      };
      const mails = [{ to: billingEmail, letter: receipt(purchase, name) }];
      return { event: notice.event, eventId, notice, mails };
    });
  }

  /** In the console, for what happens to a purchase after it was completed. */
  @OnEvent(PurchaseChanged, 'notifications.purchase-changed')
  async changed(event: PurchaseChanged, eventId: string): Promise<void> {
    const tell = AFTERMATH[event.status];
    if (!tell) return;
    const purchase = await this.purchases.get(event.organizationId, event.purchaseId);
    const name = `purchase.${event.status.replaceAll('_', '-')}`;
    const notice = { event: name, eventId, ...tell(purchase), link: pathOf(purchase) };
    await this.announcer.announce(event.organizationId, eventId, () =>
      Promise.resolve({ event: name, eventId, notice, mails: [] }),
    );
  }
}

function pathOf({ organizationId, referenceId }: PurchaseView): string {
  return `/o/${organizationId}/purchases/${referenceId}`;
}

function receipt(purchase: PurchaseView, organization: string): Letter {
  const { price, tokens, bonusTokens, label, invoiceNumber, paymentMethod } = purchase;
  const facts: (readonly [string, string])[] = [
    ['Purchase', label],
    ['Tokens', tokens.toLocaleString('en-US')],
  ];
  if (bonusTokens > 0) facts.push(['Bonus tokens', bonusTokens.toLocaleString('en-US')]);
  facts.push(['Net', moneyWords(price.subtotal)], ['Tax', moneyWords(price.tax)]);
  facts.push(['Total', moneyWords(price.total)]);
  if (paymentMethod)
    facts.push(['Paid with', `${paymentMethod.brand} ending ${paymentMethod.last4}`]);
  if (invoiceNumber !== undefined) facts.push(['Invoice', invoiceNumber]);
  facts.push(['Reference', purchase.referenceId]);
  return {
    subject: `Receipt: ${tokenWords(tokens + bonusTokens)} for ${organization}`,
    paragraphs: [`Thank you. The tokens are in the wallet of ${organization} and ready to use.`],
    facts,
    action: { label: 'Open the purchase', path: pathOf(purchase) },
    footnote: `You get this because you are the billing contact of ${organization}.`,
  };
}
