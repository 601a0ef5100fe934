import { Injectable, Logger } from '@nestjs/common';
import { PasswordLinks, Users } from '@purser/identity';
import type { JobTally } from '@purser/platform';
import { passwordLetter } from '../notices/account-letters.js';
import { escape, LetterRenderer, SECRET_LINK } from '../notices/letter-renderer.js';
import { MailSender } from './mail-sender.js';

const PAGE_LINKS = 100;

/**
 * Mails password links to people of no organization. There is no organization whose delivery rows
 * could record it; the link's own row says whether it went out.
 */
@Injectable()
export class StaffMail {
  private readonly logger = new Logger(StaffMail.name);

  constructor(
    private readonly links: PasswordLinks,
    private readonly users: Users,
    private readonly renderer: LetterRenderer,
    private readonly mailSender: MailSender,
  ) {}

  /** Sends what waits; a link whose mail fails waits for the next run until it expires. */
  async sendWaiting(tally: JobTally): Promise<void> {
    if (!this.mailSender.leaves) return;
    for (const { linkId, userId } of await this.links.waiting(PAGE_LINKS)) {
      try {
        await this.send(linkId, userId);
        tally.items += 1;
      } catch (error) {
        this.logger.error({ err: error, linkId }, 'a password link could not be mailed');
        tally.errors += 1;
        tally.firstError ??= error instanceof Error ? error.message : 'unknown error';
      }
    }
  }

  private async send(linkId: string, userId: string): Promise<void> {
    const user = await this.users.find(userId);
    const address = await this.links.address(linkId);
    if (!user || address === null) return;
    const letter = passwordLetter(user.name, linkId);
    await this.mailSender.send({
      messageId: `<${linkId}@purser>`,
      to: user.email,
      subject: letter.subject,
      text: this.renderer.text(letter).replaceAll(SECRET_LINK, address),
      html: this.renderer.html(letter).replaceAll(SECRET_LINK, escape(address)),
    });
    await this.links.handOver(linkId);
  }
}
