export interface JobRunView {
  id: string;
  job: string;
  startedAt: string;
  finishedAt: string | null;
  items: number;
  errors: number;
  firstError: string | null;
}

/** What the console asks first: how this installation is set up. */
export interface InstallationView {
  name: 'Purser';
  version: string;
  sandbox: boolean;
  now: string;
  /** Publishable key of the payment provider; null = the local sandbox, test cards only. */
  stripePublishableKey: string | null;
  demoPeople: { email: string; role: string }[];
}
