import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import { Clock } from '../clock/clock.js';
import type { Tx } from '../database/tx.js';
import { newId } from '../ids/new-id.js';
import type { DomainEvent, DomainEventType } from './domain-event.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** Writes events in the transaction that causes them. */
@Injectable()
export class Outbox {
  private readonly appended = new Subject<void>();

  constructor(private readonly clock: Clock) {}

  /** Ticks after each append, so that the relay of this process looks soon. */
  get appends(): Observable<void> {
    return this.appended;
  }

  /** Appends `event`; it is delivered after `tx` commits, at least once. */
  async append(tx: Tx, event: DomainEvent): Promise<void> {
    const now = this.clock.now();
    const { organizationId, ...payload } = event;
    if (organizationId !== tx.organizationId) throw new Error('An event of another organization');
    const { eventName, isInternal = false } = event.constructor as unknown as DomainEventType;
    await tx.insert(OutboxMessage, {
      organizationId,
      id: newId(now),
      event: eventName,
      payload,
      createdAt: now,
      sentAt: null,
      // There is nothing to publish.
      ...(isInternal && { published: true }),
    });
    this.appended.next();
  }
}
