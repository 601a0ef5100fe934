import { Injectable } from '@nestjs/common';
import type { PageView, RefusalExplanationView, RefusalView } from '@purser/contracts';
import { decodeCursor, isId, NotFound, toPage } from '@purser/platform';
import { LessThan } from 'typeorm';
import { availableOf, balanceView } from '../books/wallet-parts.js';
import { Refusal } from '../refusal.entity.js';
import { InsufficientTokens } from '../wallet.errors.js';
import { WalletReader } from '../wallet.service.js';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Reads why debits and holds were refused. */
@Injectable()
export class Refusals {
  constructor(private readonly reader: WalletReader) {}

  /** Refusals counted by minute and reason, newest first. */
  list(
    organizationId: string,
    query: { limit: number; cursor?: string },
  ): Promise<PageView<RefusalView>> {
    const before = query.cursor === undefined ? LAST_ID : decodeCursor(query.cursor, isId);
    return this.reader.reading(organizationId, async (tx) => {
      const rows = await tx.find(Refusal, {
        where: { organizationId, id: LessThan(before) },
        order: { id: 'DESC' },
        take: query.limit + 1,
      });
      return toPage(rows, query.limit, (row) => row.id, refusalView);
    });
  }

  /**
   * The wallet at the instant of a refusal, by the request that was the last one refused in its
   * minute.
   *
   * @throws NotFound no refusal remembers this request
   */
  explain(organizationId: string, requestId: string): Promise<RefusalExplanationView> {
    return this.reader.reading(organizationId, async (tx) => {
      const refusal = await tx.findOne(Refusal, {
        where: { organizationId, lastRequestId: requestId },
        order: { id: 'DESC' },
      });
      if (!refusal) throw new NotFound();
      return {
        ...refusalView(refusal),
        balance: balanceView(organizationId, refusal, refusal.status, refusal.lastAt),
        explanation: explanation(refusal),
      };
    });
  }
}

function explanation(refusal: Refusal): string {
  const { lastAmount, reason } = refusal;
  if (reason === 'insufficient-tokens') return new InsufficientTokens(lastAmount, refusal).message;
  const available = availableOf(refusal).toLocaleString('en-US');
  return `The wallet was suspended, so nothing could be spent; ${available} tokens were available.`;
}

function refusalView(refusal: Refusal): RefusalView {
  return {
    minute: refusal.minute.toISOString(),
    reason: refusal.reason,
    count: Number(refusal.count),
    lastReference: refusal.lastReference,
    lastRequestId: refusal.lastRequestId,
    lastAmount: Number(refusal.lastAmount),
  };
}
