import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { MailRefused, MailSender, type Mail } from './mail-sender.js';

const TIMEOUT_MS = 15_000;
const FIRST_PERMANENT_REPLY = 500;

/** Sends mail over SMTP (RFC 5321) with a small pool of connections. */
export class SmtpMailSender extends MailSender implements OnApplicationShutdown {
  override readonly leaves = true;
  private readonly transport;

  /** `url` is `smtp(s)://user:password@host:port`, `from` the sender of every mail. */
  constructor(url: string, from: string) {
    super();
    this.transport = createTransport(
      {
        url,
        pool: true,
        maxConnections: 2,
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
      },
      { from },
    );
  }

  override async send(mail: Mail): Promise<void> {
    try {
      await this.transport.sendMail({ ...mail, attachments: [...(mail.attachments ?? [])] });
    } catch (error) {
      if (isPermanent(error)) throw new MailRefused((error as Error).message);
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}

/** A 5yz reply to this very mail. A refused login (EAUTH) is ours to repair, so it is tried again. */
function isPermanent(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return ofThisMail && (responseCode ?? 0) >= FIRST_PERMANENT_REPLY;
}
