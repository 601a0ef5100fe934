/** What each job does, in a sentence. A job that is not here shows its name alone. */
const SENTENCES: Record<string, string> = {
  processSubscriptionBilling: 'Charges the periods of subscriptions that have begun',
  checkAutoTopupThresholds: 'Buys for wallets that fell below a top-up threshold',
  checkAutoTopupSchedules: 'Buys where a scheduled top-up is due',
  checkLowBalanceThresholds: 'Finds crossed low-balance thresholds that no debit announced',
  processTokenExpiration: 'Books what expired, one entry for each lot',
  processSubscriptionGracePeriods: 'Ends grace: cancels and suspends where nothing was paid',
  resetAutoTopupSpending: 'Closes last month’s spending of auto top-up',
  calculateUsageForecasts: 'Forecasts the use of every wallet',
  sendSubscriptionRenewalReminders: 'Reminds three days before a renewal',
  settlePendingPurchases: 'Asks the provider what became of open payments',
  releaseExpiredHolds: 'Gives back what holds past their time reserve',
  retryDuePayments: 'Tries declined charges again when their time has come',
  processProviderEvents: 'Handles what the payment provider reported',
  deliverDue: 'Sends mails that are due',
  deliverWebhooks: 'Sends webhooks that are due',
  mailStaffLinks: 'Mails staff their links to sign in',
  sendExpiryNotices: 'Tells of lots that expire in 30, 7 and 1 days',
  anchorAudit: 'Signs the end of every audit chain',
  followDisputes: 'Asks the provider how open disputes stand',
  pollProviderEvents: 'Asks the provider for news that did not arrive',
  retryDueTopUps: 'Tries top-ups again that were declined',
  settlePendingRefunds: 'Asks the provider what became of open refunds',
  numberInvoices: 'Numbers invoices in the series of their seller, where that is set',
  warnExpiringCards: 'Tells of cards that stop being good this month',
  reconcile: 'Compares the books with the provider',
  anchorLedger: 'Seals the end of every ledger in its audit trail',
  purgeOldRecords: 'Removes what is kept long enough',
  retryFailedEvents: 'Tries what follows from an event again where it failed for days',
  purgeEvents: 'Removes events that are kept long enough',
};

const EVERY_HOUR = /^(\*|\*\/1|0-23\/1|0-23)$/;
const STEP = /^(?:\*|0-59|0-23)\/(\d+)$/;

/** What a job does; empty where nothing is known of it. */
export function jobSentence(name: string): string {
  return SENTENCES[name] ?? '';
}

/** A cron schedule in words: every six hours is `Every 6 h`. What has no words stays as it is. */
export function scheduleWords(schedule: string): string {
  const fields = schedule.trim().split(/\s+/);
  if (fields.length === 6 && fields[0] === '0') fields.shift();
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || month !== '*' || weekday !== '*') return schedule;
  const on = day === '*' ? '' : /^\d+$/.test(day) ? `on day ${Number(day)}` : null;
  if (on === null) return schedule;
  const rhythm = rhythmOf(minute, hour);
  if (!rhythm) return schedule;
  if (!on) return rhythm;
  return rhythm.startsWith('Daily') ? rhythm.replace('Daily', `Monthly ${on}`) : `${rhythm}, ${on}`;
}

function rhythmOf(minute: string, hour: string): string | null {
  if (EVERY_HOUR.test(hour)) {
    if (minute === '*' || minute === '*/1' || minute === '0-59/1') return 'Every minute';
    const step = STEP.exec(minute)?.[1];
    if (step) return `Every ${step} min`;
    if (!/^\d+$/.test(minute)) return null;
    return Number(minute) === 0 ? 'Hourly' : `Hourly, at :${minute.padStart(2, '0')}`;
  }
  if (!/^\d+$/.test(minute)) return null;
  const step = STEP.exec(hour)?.[1];
  if (step) return `Every ${step} h`;
  if (!/^\d+$/.test(hour)) return null;
  return `Daily, ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}
