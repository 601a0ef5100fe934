/** One mail, ready to leave. */
export interface Mail {
  /** Stable for one delivery, so that a mail sent twice is one mail to its reader. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments?: readonly MailAttachment[];
}

/** A file that goes along with a mail. */
export interface MailAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** The mail server will never take this mail: trying again is pointless. */
export class MailRefused extends Error {}

/** How mail leaves the process. */
export abstract class MailSender {
  /** Whether mail leaves at all; where it does not, deliveries are kept as rows. */
  abstract readonly leaves: boolean;

  /**
   * Hands `mail` to the mail server.
   *
   * @throws MailRefused the server refused it for good
   * @throws Error it could not be handed over this time
   */
  abstract send(mail: Mail): Promise<void>;
}

/** No mail server is configured. */
export class NoMailSender extends MailSender {
  override readonly leaves = false;

  override send(): Promise<void> {
    return Promise.reject(new MailRefused('No mail server is configured (SMTP_URL)'));
  }
}
