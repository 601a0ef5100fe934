/** One in-app notification of an organization. */
export interface NotificationView {
  id: string;
  organizationId: string;
  event: string;
  severity: 'info' | 'success' | 'warning' | 'critical';
  title: string;
  body: string;
  /** Path inside the console, for example `/o/0192…/purchases/0193…`. */
  link: string | null;
  createdAt: string;
  readAt: string | null;
}

export interface DeliveryView {
  id: string;
  organizationId: string;
  channel: 'email' | 'in_app' | 'webhook';
  event: string;
  recipient: string;
  status: 'pending' | 'sent' | 'failed' | 'kept';
  subject: string;
  attempts: number;
  lastError: string | null;
  createdAt: string;
  sentAt: string | null;
  /** The mail itself. Only in the sandbox, and only of a mail that is kept: it left for nobody. */
  text?: string;
}
