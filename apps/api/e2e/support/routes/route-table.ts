import type { Permission } from '@purser/contracts';
import { aPolicy, type Scene, UNREACHABLE } from './scene.js';

/**
 * How a route says which organization it is about: `path`, `query` or `body` name it, `resource`
 * means that the id in the path belongs to it.
 */
export type OrganizationIn = 'path' | 'query' | 'body' | 'resource';

/** Who may call one route, and one well-formed request of its own organization, Acme. */
export interface Route {
  readonly access:
    | 'public'
    | 'authenticated'
    | { readonly staff: Permission }
    | { readonly member: Permission; readonly by: OrganizationIn };
  /** Staff may leave the organization out. */
  readonly acrossForStaff?: true;
  /** The parameter of the path that is the organization, where it has another name. */
  readonly organizationParam?: 'id';
  /** Values of the path's parameters besides the organization. */
  readonly path?: (scene: Scene) => Readonly<Record<string, string>>;
  /** A well-formed body, `organizationId` left out. */
  readonly body?: (scene: Scene) => Readonly<Record<string, unknown>>;
}

const view = (by: OrganizationIn): Route['access'] => ({ member: 'tokens.view', by });
const buy = (by: OrganizationIn): Route['access'] => ({ member: 'tokens.purchase', by });
const configure = (by: OrganizationIn): Route['access'] => ({ member: 'tokens.configure', by });
const spend: Route['access'] = { member: 'tokens.consume', by: 'path' };
const adjust = (by: OrganizationIn): Route['access'] => ({ member: 'tokens.adjust', by });
const administer = (by: OrganizationIn): Route['access'] => ({ member: 'organization.admin', by });
const root: Route['access'] = { staff: 'platform.admin' };
const priced: Route['access'] = { member: 'platform.admin', by: 'path' };

const reason = () => ({ reason: 'Asked for by the customer' });
const aPackage = () => ({ name: 'Isolated', tokens: 1_000, prices: [] });
const subscriptionId = ({ subscription }: Scene) => ({ id: subscription });
const policyId = ({ policy }: Scene) => ({ id: policy });
const thresholdId = ({ threshold }: Scene) => ({ id: threshold });
const aThreshold = () => ({ kind: 'tokens', value: 1 });
const endpointId = ({ webhookEndpoint }: Scene) => ({ endpointId: webhookEndpoint });
const webhookDeliveryId = ({ webhookDelivery }: Scene) => ({ deliveryId: webhookDelivery });
const referenceId = ({ purchase }: Scene) => ({ referenceId: purchase });

/** Every route by its operation id. A route that is missing here fails the test. */
export const ROUTES: Readonly<Record<string, Route>> = {
  getKeySet: { access: 'public' },
  healthLive: { access: 'public' },
  healthReady: { access: 'public' },
  installation: { access: 'public' },
  metrics: { access: 'public' },
  login: { access: 'public', body: () => ({ email: 'nobody@acme.test', password: 'wrong' }) },
  logout: { access: 'public' },
  refreshSession: { access: 'public' },
  getSession: { access: 'public' },
  forgotPassword: { access: 'public', body: () => ({ email: 'nobody@acme.test' }) },
  resetPassword: {
    access: 'public',
    body: () => ({ token: 'none', password: 'correct horse battery' }),
  },
  receiveStripeEvent: { access: 'public', body: () => ({}) },
  getRecovery: { access: 'public', path: () => ({ token: 'none' }) },
  completeRecovery: { access: 'public', path: () => ({ token: 'none' }), body: () => ({}) },

  getMe: { access: 'authenticated' },
  authenticateSandboxPayment: {
    access: 'public',
    body: () => ({ clientSecret: 'pi_none_secret_none', outcome: 'fail' }),
  },

  searchOrganizations: { access: { staff: 'tokens.view' } },
  listJobRuns: { access: root },
  runJob: { access: root, path: () => ({ name: 'releaseExpiredHolds' }) },
  getSandboxClock: { access: root },
  listPlatformAuditRecords: { access: root },
  verifyPlatformAuditTrail: { access: root },
  moveSandboxClock: { access: root, body: () => ({ advance: 'PT0S', jobs: 'off' }) },
  createPackage: { access: root, body: aPackage },
  getPackage: { access: root, path: ({ packageId }) => ({ packageId }) },
  updatePackage: { access: root, path: ({ packageId }) => ({ packageId }), body: aPackage },
  listCatalogue: { access: root },
  listCustomPrices: { access: root },
  setCustomPrices: {
    access: root,
    path: () => ({ currency: 'EUR' }),
    body: () => ({ tiers: [{ fromTokens: 0, perThousandMilliMinor: 90_000 }] }),
  },
  listTaxRates: { access: root },
  setTaxRate: {
    access: root,
    path: () => ({ country: 'DE' }),
    body: () => ({ percent: '19', validFrom: '2026-01-01' }),
  },
  getSeller: { access: root },
  setSeller: {
    access: root,
    body: () => ({ name: 'Purser Demo Inc.', addressLines: ['350 Fifth Avenue'], country: 'US' }),
  },

  getOrganization: { access: view('path') },
  changeOrganization: {
    access: administer('path'),
    body: () => ({
      name: 'Acme',
      legalName: 'Acme Corporation',
      timeZone: 'America/New_York',
      billingEmail: 'billing@acme.test',
    }),
  },
  listMembers: { access: administer('path') },
  inviteMember: {
    access: administer('path'),
    body: () => ({ email: 'guest@acme.test', permissions: ['tokens.view'] }),
  },
  setMemberPermissions: {
    access: administer('path'),
    path: ({ memberUserId }) => ({ userId: memberUserId }),
    body: () => ({ permissions: ['tokens.view'] }),
  },
  removeMember: {
    access: administer('path'),
    path: ({ memberUserId }) => ({ userId: memberUserId }),
  },
  listOrganizationNotes: { access: adjust('path') },
  addOrganizationNote: { access: adjust('path'), body: () => ({ body: 'Called back at noon.' }) },
  listApiKeys: { access: administer('path') },
  createApiKey: {
    access: administer('path'),
    body: () => ({ name: 'isolated', scopes: ['tokens.view'] }),
  },
  revokeApiKey: { access: administer('path'), path: ({ keyId }) => ({ keyId }) },
  listWebhookEndpoints: { access: administer('path') },
  createWebhookEndpoint: { access: administer('path'), body: () => ({ url: UNREACHABLE }) },
  getWebhookEndpoint: { access: administer('path'), path: endpointId },
  changeWebhookEndpoint: {
    access: administer('path'),
    path: endpointId,
    body: () => ({ url: UNREACHABLE, types: ['*'], description: '', enabled: true }),
  },
  deleteWebhookEndpoint: { access: administer('path'), path: endpointId },
  rotateWebhookSecret: { access: administer('path'), path: endpointId, body: () => ({}) },
  testWebhookEndpoint: { access: administer('path'), path: endpointId },
  listWebhookDeliveries: { access: administer('path') },
  getWebhookDelivery: { access: administer('path'), path: webhookDeliveryId },
  redeliverWebhook: { access: administer('path'), path: webhookDeliveryId },
  readEvents: { access: view('query') },
  listEventTypes: { access: 'authenticated' },
  listOrganizationPrices: { access: priced },
  agreeOrganizationPrice: {
    access: priced,
    body: ({ packageId }) => ({ packageId, currency: 'USD', amount: 4_000 }),
  },
  withdrawOrganizationPrice: { access: priced, path: ({ priceId }) => ({ priceId }) },

  getWallet: { access: view('path') },
  getForecast: { access: view('path') },
  getBalance: { access: view('path') },
  listHistory: { access: view('path') },
  explainEntry: { access: view('path'), path: ({ entryId }) => ({ entryId }) },
  listLots: { access: view('path') },
  listRefusals: { access: view('path') },
  explainRefusal: { access: view('path'), path: ({ refusal }) => ({ requestId: refusal }) },
  streamWallet: { access: view('path') },
  debit: { access: spend, body: () => ({ amount: 1, reference: 'isolated-debit' }) },
  debitBatch: {
    access: spend,
    body: () => ({ items: [{ amount: 1, reference: 'isolated-batch' }] }),
  },
  reverseDebit: { access: spend, path: ({ entryId }) => ({ entryId }), body: reason },
  placeHold: {
    access: spend,
    body: () => ({ amount: 1, ttlSeconds: 60, reference: 'isolated-hold' }),
  },
  captureHold: {
    access: spend,
    path: ({ holdId }) => ({ holdId }),
    body: () => ({ amount: 1 }),
  },
  releaseHold: { access: spend, path: ({ holdId }) => ({ holdId }) },
  suspendWallet: { access: adjust('path'), body: reason },
  reactivateWallet: { access: adjust('path'), body: reason },
  extendLot: {
    access: adjust('path'),
    path: ({ lotId }) => ({ lotId }),
    body: () => ({ ...reason(), expiresAt: '2099-01-01T00:00:00Z' }),
  },
  adjustWallet: {
    access: adjust('path'),
    body: () => ({ ...reason(), amount: 1, reasonCode: 'goodwill' }),
  },
  listAdjustments: { access: adjust('query'), acrossForStaff: true },
  approveAdjustment: {
    access: adjust('resource'),
    path: ({ adjustment }) => ({ id: adjustment }),
    body: reason,
  },
  rejectAdjustment: {
    access: adjust('resource'),
    path: ({ adjustment }) => ({ id: adjustment }),
    body: reason,
  },

  listPackages: { access: view('query') },
  pricePackage: { access: view('query'), path: ({ packageId }) => ({ packageId }) },
  priceCustomAmount: { access: view('body'), body: () => ({ tokens: 10_000 }) },
  createPurchase: { access: buy('body'), body: ({ packageId }) => ({ packageId }) },
  listPurchases: { access: view('query') },
  getPurchase: { access: view('resource'), path: referenceId },
  executePurchase: {
    access: buy('resource'),
    path: referenceId,
    body: () => ({ paymentMethodId: 'pm_card_visa' }),
  },
  cancelPurchase: { access: buy('resource'), path: referenceId },
  previewRefund: { access: adjust('resource'), path: referenceId },
  refundPurchase: { access: adjust('resource'), path: referenceId, body: () => ({}) },
  listRefunds: { access: adjust('query'), acrossForStaff: true },
  approveRefund: {
    access: adjust('resource'),
    path: ({ refund }) => ({ id: refund }),
    body: reason,
  },
  rejectRefund: {
    access: adjust('resource'),
    path: ({ refund }) => ({ id: refund }),
    body: reason,
  },
  listDisputes: { access: adjust('query'), acrossForStaff: true },
  createSubscription: {
    access: configure('body'),
    body: ({ packageId }) => ({ packageId, interval: 'year', paymentMethodId: 'pm_card_visa' }),
  },
  getSubscription: { access: view('path'), organizationParam: 'id' },
  changeSubscription: {
    access: configure('resource'),
    path: subscriptionId,
    body: ({ packageId }) => ({ packageId }),
  },
  pauseSubscription: { access: configure('resource'), path: subscriptionId },
  resumeSubscription: { access: configure('resource'), path: subscriptionId },
  cancelSubscription: { access: configure('resource'), path: subscriptionId },
  createAutoTopUpPolicy: { access: configure('body'), body: aPolicy },
  getAutoTopUp: { access: view('path'), organizationParam: 'id' },
  changeAutoTopUpPolicy: { access: configure('resource'), path: policyId, body: aPolicy },
  enableAutoTopUpPolicy: { access: configure('resource'), path: policyId },
  disableAutoTopUpPolicy: { access: configure('resource'), path: policyId },
  listPaymentMethods: { access: view('query') },
  setUpPaymentMethod: { access: buy('body'), body: () => ({}) },
  attachPaymentMethod: {
    access: buy('body'),
    body: () => ({ paymentMethodId: 'pm_card_visa' }),
  },
  makePaymentMethodDefault: {
    access: buy('resource'),
    path: ({ paymentMethod }) => ({ id: paymentMethod }),
  },
  removePaymentMethod: {
    access: buy('resource'),
    path: ({ paymentMethod }) => ({ id: paymentMethod }),
  },
  listInvoices: { access: view('query') },
  getInvoice: { access: view('resource'), path: ({ invoice }) => ({ id: invoice }) },

  listNotifications: { access: view('query') },
  listDeliveries: { access: administer('query') },
  listDeliveryAttempts: {
    access: administer('query'),
    path: ({ delivery }) => ({ deliveryId: delivery }),
  },
  redeliverMail: {
    access: administer('query'),
    path: ({ delivery }) => ({ deliveryId: delivery }),
  },
  createThreshold: { access: configure('body'), body: aThreshold },
  listThresholds: { access: view('path'), organizationParam: 'id' },
  changeThreshold: { access: configure('resource'), path: thresholdId, body: aThreshold },
  removeThreshold: { access: configure('resource'), path: thresholdId },
  getNotificationRecipients: { access: view('path') },
  changeNotificationRecipients: { access: configure('path'), body: () => ({ rules: [] }) },
  markAllNotificationsRead: { access: view('body'), body: () => ({}) },
  markNotificationRead: {
    access: view('resource'),
    path: ({ notification }) => ({ notificationId: notification }),
  },
  listAuditRecords: { access: view('path') },
  verifyAuditTrail: { access: view('path') },
  verifyLedger: { access: view('path') },
  getComplianceReport: { access: view('path') },
  exportLedger: { access: view('query') },
  checkBooks: { access: view('query') },
  getFinanceReport: { access: view('query') },
  getReconciliation: { access: view('query') },
  reconcile: { access: adjust('body'), body: () => ({}) },
  resolveReconciliationCase: {
    access: adjust('path'),
    path: ({ reconciliationCase }) => ({ caseId: reconciliationCase }),
    body: reason,
  },
};

/** Values for the parameters of a route's path. */
export function pathValues(
  route: Route,
  scene: Scene,
  organizationId: string,
): Readonly<Record<string, string>> {
  return { [route.organizationParam ?? 'organizationId']: organizationId, ...route.path?.(scene) };
}

/** What is wrong between the document's routes and the table's. */
export function tableFaults(
  documented: readonly string[],
  table: Readonly<Record<string, unknown>>,
): string[] {
  return [
    ...documented.filter((id) => !Object.hasOwn(table, id)).map((id) => `${id}: no entry`),
    ...Object.keys(table)
      .filter((id) => !documented.includes(id))
      .map((id) => `${id}: no such route`),
  ];
}
