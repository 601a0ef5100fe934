import { DomainError } from '@purser/platform';
import type { SuspensionView } from '@purser/contracts';
import { availableOf, type WalletParts } from './books/wallet-parts.js';

const tokens = (amount: bigint) => amount.toLocaleString('en-US');

/** More was asked than is available; nothing was changed. */
export class InsufficientTokens extends DomainError {
  readonly problem = 'insufficient-tokens';

  constructor(
    readonly needed: bigint,
    readonly parts: WalletParts,
  ) {
    const available = availableOf(parts);
    const missing = needed - available;
    super(
      `${tokens(needed)} tokens are needed and ${tokens(available)} are available: of the balance ` +
        `of ${tokens(parts.balance)}, ${tokens(parts.held)} are held, ${tokens(parts.frozen)} ` +
        `frozen and ${tokens(parts.expired)} expired. ${nextStep(missing, parts)}`,
      {
        needed: Number(needed),
        available: Number(available),
        balance: Number(parts.balance),
        held: Number(parts.held),
        frozen: Number(parts.frozen),
        expired: Number(parts.expired),
        missing: Number(missing),
        nextStep: nextStep(missing, parts),
      },
    );
  }
}

function nextStep(missing: bigint, parts: WalletParts): string {
  const buy = `Buy at least ${tokens(missing)} tokens, or spend less`;
  return parts.held >= missing ? `${buy}, or release holds.` : `${buy}.`;
}

/** The wallet refuses debits and holds while a suspension is open; credits still land. */
export class WalletSuspended extends DomainError {
  readonly problem = 'wallet-suspended';

  constructor(readonly suspensions: readonly SuspensionView[]) {
    const sources = suspensions.map(({ source, reason }) => `${source}: ${reason}`).join('; ');
    super(`Nothing can be spent until it is reactivated (${sources}).`, { suspensions });
  }
}

/** There is no open suspension of this source to close. */
export class WalletNotSuspended extends DomainError {
  readonly problem = 'wallet-not-suspended';
  constructor(source: string) {
    super(`The wallet has no open ${source} suspension.`, { source });
  }
}

/** A reference names one effect for ever; it came again with another amount. */
export class ReferenceReused extends DomainError {
  readonly problem = 'reference-reused';
  constructor(reference: string) {
    super('Send the amount of the first request, or a fresh reference.', { reference });
  }
}

export class HoldStateConflict extends DomainError {
  readonly problem = 'hold-state-conflict';
  constructor(status: string) {
    super(`The hold is ${status}. Only an open hold can be captured or released.`, {
      holdStatus: status,
    });
  }
}

export class CaptureExceedsHold extends DomainError {
  readonly problem = 'capture-exceeds-hold';
  constructor(held: bigint, wanted: bigint) {
    super(`${tokens(held)} tokens are held, ${tokens(wanted)} cannot be captured.`, {
      held: Number(held),
      wanted: Number(wanted),
    });
  }
}

export class EntryNotReversible extends DomainError {
  readonly problem = 'entry-state-conflict';
  constructor(kind: string) {
    super(`Only debits and captures can be reversed; this entry is of kind ${kind}.`, { kind });
  }
}

export class AdjustmentDecided extends DomainError {
  readonly problem = 'adjustment-state-conflict';
  constructor(status: string) {
    super(`The adjustment is already ${status}.`, { adjustmentStatus: status });
  }
}

export class ApprovalByMaker extends DomainError {
  readonly problem = 'approval-by-maker';
  constructor() {
    super('You entered this adjustment: somebody else with the permission must decide it.');
  }
}

export class LotNotExtendable extends DomainError {
  readonly problem = 'lot-not-extendable';
}
