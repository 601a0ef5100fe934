import { Injectable } from '@nestjs/common';
import { InvoiceArchive } from '@purser/invoices';
import {
  Clock,
  DueReader,
  Jobs,
  newId,
  UnitOfWork,
  type DuePair,
  type JobTally,
} from '@purser/platform';
import { IsNull, LessThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { escape, SECRET_LINK } from '../notices/letter-renderer.js';
import { Delivery } from './delivery.entity.js';
import { DeliveryAttempt } from './delivery-attempt.entity.js';
import { MailRefused, MailSender, type MailAttachment } from './mail-sender.js';
import { nextAttemptAfter } from './retry-schedule.js';
import { SecretLinks } from './secret-links.js';

const PAGE_ROWS = 200;
const CLAIM_MS = 2 * 60_000;
const NIL = '00000000-0000-0000-0000-000000000000';
const LONGEST_ERROR = 500;

/** Hands deliveries over: claim in one transaction, send outside any, record in another. */
@Injectable()
export class Deliverer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly mailSender: MailSender,
    private readonly links: SecretLinks,
    private readonly invoices: InvoiceArchive,
  ) {}

  /** Tries every delivery that is due at `now`, in bounded pages. */
  async deliverDue(job: string, now: Date, tally: JobTally): Promise<void> {
    for (let after = NIL; ;) {
      const page = await this.due.pairs(
        `SELECT organization_id, id FROM notification_deliveries
         WHERE next_attempt_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1) AND id > $2
         ORDER BY id LIMIT $3`,
        [now, after, PAGE_ROWS],
      );
      await this.jobs.each(job, tally, page, (pair) => this.attempt(pair));
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last.id;
    }
  }

  /**
   * Tries one delivery if it is due and nobody else is at it. What the other side says is recorded,
   * never thrown.
   */
  async attempt(pair: DuePair): Promise<void> {
    const claimed = await this.claim(pair);
    if (!claimed) return;
    const started = performance.now();
    const failure = await this.send(claimed);
    await this.record(claimed, failure, Math.round(performance.now() - started));
  }

  private claim({ organizationId, id }: DuePair): Promise<Delivery | null> {
    const now = this.clock.now();
    const claimedUntil = new Date(now.getTime() + CLAIM_MS);
    const due: FindOptionsWhere<Delivery> = {
      organizationId,
      id,
      channel: 'email',
      status: 'pending',
      nextAttemptAt: LessThanOrEqual(now),
    };
    return this.unitOfWork.run(organizationId, async (tx) => {
      const delivery = await tx.findOne(Delivery, {
        where: [
          { ...due, claimedUntil: IsNull() },
          { ...due, claimedUntil: LessThanOrEqual(now) },
        ],
        lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
      });
      if (!delivery) return null;
      const attempts = delivery.attempts + 1;
      await tx.update(Delivery, { organizationId, id }, { attempts, claimedUntil });
      return Object.assign(delivery, { attempts, claimedUntil });
    });
  }

  /** The reason it could not be handed over, or null when it was. */
  private async send(delivery: Delivery): Promise<Error | null> {
    try {
      const link = await this.secretLinkOf(delivery);
      await this.mailSender.send({
        messageId: messageIdOf(delivery),
        to: delivery.recipient,
        subject: delivery.subject,
        text: delivery.bodyText.replaceAll(SECRET_LINK, link),
        html: (delivery.bodyHtml ?? '').replaceAll(SECRET_LINK, escape(link)),
        attachments: await this.attachmentsOf(delivery),
      });
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error('unknown error');
    }
  }

  /** @throws MailRefused the link is used up or expired: the mail would only puzzle its reader */
  private async secretLinkOf(delivery: Delivery): Promise<string> {
    if (delivery.secretLinkId === null) return '';
    const link = await this.links.addressOf(delivery);
    if (link === null) throw new MailRefused('The link it was to carry is used up or expired');
    return link;
  }

  /** An issued document never changes, so that each attempt carries the same bytes. */
  private async attachmentsOf(delivery: Delivery): Promise<MailAttachment[]> {
    const { organizationId, attachmentInvoiceId, attachmentName } = delivery;
    if (attachmentInvoiceId === null || attachmentName === null) return [];
    const content = await this.invoices.pdf(organizationId, attachmentInvoiceId);
    return [{ filename: attachmentName, contentType: 'application/pdf', content }];
  }

  private async record(delivery: Delivery, failure: Error | null, durationMs: number) {
    const { organizationId, id, attempts, firstAttempt, claimedUntil } = delivery;
    const at = this.clock.now();
    const detail = failure?.message.slice(0, LONGEST_ERROR) ?? null;
    await this.unitOfWork.run(organizationId, async (tx) => {
      // Whoever outlived its claim must not overwrite the one that took over.
      const mine = { organizationId, id, claimedUntil: claimedUntil ?? IsNull() };
      const updated = await tx.update(Delivery, mine, {
        ...outcomeOf(failure, attempts - firstAttempt + 1, at),
        lastError: detail,
        claimedUntil: null,
      });
      if (updated.affected === 0) return;
      await tx.insert(DeliveryAttempt, {
        organizationId,
        id: newId(at),
        deliveryId: id,
        attempt: attempts,
        outcome: failure ? 'failed' : 'sent',
        httpStatus: null,
        detail,
        durationMs,
        at,
      });
    });
  }
}

/** A mail that is sent again on purpose is another one to its reader, a mere retry is the same. */
function messageIdOf({ id, redeliveries }: Delivery): string {
  return redeliveries === 0 ? `<${id}@purser>` : `<${id}.${redeliveries}@purser>`;
}

function outcomeOf(failure: Error | null, attempts: number, at: Date) {
  if (!failure) return { status: 'sent' as const, sentAt: at, nextAttemptAt: null };
  const next = failure instanceof MailRefused ? null : nextAttemptAfter(attempts, at);
  if (!next) return { status: 'failed' as const, nextAttemptAt: null };
  return { nextAttemptAt: next };
}
