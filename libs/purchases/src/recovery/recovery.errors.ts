import type { RecoveryLinkFault } from '@purser/contracts';
import { DomainError } from '@purser/platform';

const DETAILS: Readonly<Record<RecoveryLinkFault, string>> = {
  unknown: 'This link is not one of ours. Open it exactly as it was mailed.',
  expired: 'The link was good for 24 hours. Sign in to pay, or ask for a new one.',
  used: 'It is paid. Nothing more is to be done.',
  revoked: 'It was paid or called off in another way. Nothing is to be paid here.',
};

/** A recovery link that is not ours, or that nothing can be paid by any more. */
export class RecoveryLinkUnusable extends DomainError {
  readonly problem = 'recovery-link-unusable';
  constructor(reason: RecoveryLinkFault) {
    super(DETAILS[reason], { reason });
  }
}
