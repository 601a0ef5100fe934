import type { PurchaseType, PurchaseView } from '@purser/contracts';
import type { OrganizationProfile } from '@purser/identity';
import type { Story } from '../notice.js';
import type { RecoveryLinkIssued } from '@purser/purchases';
import { instantWords, moneyWords, tokenWords } from '../words.js';

type Fact = readonly [label: string, value: string];

/** Path of a purchase inside the console. */
export function pathOf({
  organizationId,
  referenceId,
}: Pick<PurchaseView, 'organizationId' | 'referenceId'>): string {
  return `/o/${organizationId}/purchases/${referenceId}`;
}

const EVENTS: Readonly<Record<PurchaseType, string>> = {
  package: 'purchase.completed',
  custom: 'purchase.completed',
  subscription: 'subscription.charged',
  auto_topup: 'auto-topup.completed',
};

const REASONS: Readonly<Record<PurchaseType, (organization: string) => string>> = {
  package: (name) => `Thank you. The tokens are in the wallet of ${name} and ready to use.`,
  custom: (name) => `Thank you. The tokens are in the wallet of ${name} and ready to use.`,
  subscription: (name) =>
    `The subscription of ${name} was charged. The tokens are in the wallet and ready to use.`,
  auto_topup: (name) =>
    `Auto top-up bought tokens for ${name}, as its policy says. They are ready to use.`,
};

/** Tokens were paid and credited: the receipt, with the invoice where it is there. */
export function purchaseCompleted(purchase: PurchaseView, { name }: OrganizationProfile): Story {
  const { type, label, price, invoiceId, invoiceNumber } = purchase;
  const words = tokenWords(purchase.tokens + purchase.bonusTokens);
  const isInvoiced = invoiceId !== undefined && invoiceNumber !== undefined;
  return {
    event: EVENTS[type],
    severity: 'success',
    title: `${words} added`,
    body: `${label} was paid: ${moneyWords(price.total)}.`,
    link: pathOf(purchase),
    letter: {
      subject: `Receipt: ${words} for ${name}`,
      paragraphs: [
        REASONS[type](name),
        ...(isInvoiced ? [`Invoice ${invoiceNumber} is attached.`] : []),
      ],
      facts: purchaseFacts(purchase),
      action: { label: 'Open the purchase', path: pathOf(purchase) },
    },
    ...(isInvoiced && { attachment: { invoiceId, name: `${invoiceNumber}.pdf` } }),
  };
}

/** What was bought, for how much and with which card. */
export function purchaseFacts(purchase: PurchaseView): Fact[] {
  const { price, tokens, bonusTokens, label, invoiceNumber, referenceId } = purchase;
  return [
    ['Purchase', label],
    ['Tokens', tokens.toLocaleString('en-US')],
    ...(bonusTokens > 0 ? [['Bonus tokens', bonusTokens.toLocaleString('en-US')] as const] : []),
    ['Net', moneyWords(price.subtotal)],
    ['Tax', moneyWords(price.tax)],
    ['Total', moneyWords(price.total)],
    ...cardFacts(purchase),
    ...(invoiceNumber === undefined ? [] : [['Invoice', invoiceNumber] as const]),
    ['Reference', referenceId],
  ];
}

/** The card that was tried or paid with. */
export function cardFacts({ paymentMethod }: Pick<PurchaseView, 'paymentMethod'>): Fact[] {
  if (!paymentMethod) return [];
  return [['Card', `${paymentMethod.brand} ending ${paymentMethod.last4}`]];
}

/** The bank wants the card holder: the mail carries a link that pays, for a day. */
export function paymentLink(
  link: RecoveryLinkIssued,
  { name, timeZone }: OrganizationProfile,
): Story {
  const { organizationId, label, currency, cardBrand, cardLast4, linkId, expiresAt } = link;
  const amount = moneyWords({ amount: Number(link.totalMinor), currency });
  const until = instantWords(expiresAt, timeZone);
  return {
    event: 'purchase.confirmation-needed',
    severity: 'warning',
    title: `The bank wants ${amount} confirmed`,
    body: `${label} could not be charged without the card holder. A link to confirm it was mailed.`,
    link: pathOf({ organizationId, referenceId: link.referenceId }),
    letter: {
      subject: `Confirm the payment of ${amount} for ${name}`,
      paragraphs: [
        `The bank wants the card holder to confirm the payment of ${amount} for ${label}. It takes a minute, with this card or another one.`,
        `The link works once, until ${until}. Nothing else can be done with it.`,
      ],
      facts: [
        ['Amount', amount],
        ['Tokens', (link.tokens + link.bonusTokens).toLocaleString('en-US')],
        ...(cardBrand === null || cardLast4 === null
          ? []
          : [['Card', `${cardBrand} ending ${cardLast4}`] as const]),
      ],
      action: { label: 'Confirm the payment', secretLinkId: linkId, secretLinkKind: 'payment' },
    },
  };
}
