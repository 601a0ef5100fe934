export { MailSender, type Mail } from './delivery/mail-sender.js';
export { NotificationsModule } from './notifications.module.js';
export { Notifications } from './notifications.service.js';
export { Recipients } from './recipients/recipients.service.js';
export { StreamLimits } from './stream/stream-limits.js';
export { Thresholds } from './thresholds/thresholds.service.js';
