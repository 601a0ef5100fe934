import { Component, computed, inject, signal } from '@angular/core';
import type { LedgerVerificationView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { SupportApi } from './support-api.js';

/** Whether the sealed ledger is as it was written, asked on demand. */
@Component({
  selector: 'pr-ledger-check',
  imports: [Icon, ProblemNote, Time],
  template: `
    <div class="row between">
      <span class="muted">Every entry of the ledger carries the seal of the one before.</span>
      <button
        type="button"
        class="btn small outlined"
        [disabled]="working()"
        [attr.aria-busy]="working()"
        (click)="verify()"
      >
        <pr-icon name="shield-check" />{{ working() ? 'Verifying' : 'Verify the ledger' }}
      </button>
    </div>
    <div role="status">
      @if (problem(); as found) {
        <pr-problem [error]="found" [canRetry]="false" />
      } @else if (result(); as found) {
        <div class="note" [class]="found.valid ? 'ok-tone' : 'error-tone'">
          <pr-icon [name]="found.valid ? 'shield-check' : 'shield-x'" />
          <div>
            <b>{{ verdict() }}</b>
            @if (found.firstBroken; as broken) {
              Entry {{ broken.sequence }}: {{ broken.detail }}
            }
            @if (found.anchoredUntil; as at) {
              The signed audit chain confirms it until <pr-time [at]="at" />.
            }
          </div>
        </div>
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
    }
    div:empty {
      display: none;
    }
  `,
})
export class LedgerCheck {
  private readonly api = inject(SupportApi);

  protected readonly working = signal(false);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly result = signal<LedgerVerificationView | null>(null);
  protected readonly verdict = computed(() => {
    const result = this.result();
    if (!result) return '';
    return result.valid
      ? `All ${formatTokens(result.entries)} entries are as they were written.`
      : `The ledger was changed after ${formatTokens(result.entries)} entries.`;
  });

  protected async verify(): Promise<void> {
    this.working.set(true);
    this.problem.set(null);
    const outcome = await this.api.verifyLedger();
    this.working.set(false);
    if (outcome.ok) this.result.set(outcome.value);
    else this.problem.set(outcome.problem);
  }
}
