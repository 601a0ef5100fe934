export { MailSender, type Mail } from './delivery/mail-sender.js';
export { NotificationsModule } from './notifications.module.js';
export { StreamLimits } from './stream/stream-limits.js';
