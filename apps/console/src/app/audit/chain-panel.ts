import {
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import type { AuditVerificationView } from '@purser/contracts';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { formatInstant } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { Time } from '../shared/value/time.js';
import { AuditApi } from './audit-api.js';

/** Up to this many records the chain is walked without being asked: that takes well under a second. */
const QUICK_RECORDS = 20_000;

interface Check {
  found: AuditVerificationView;
  atMs: number;
  tookMs: number;
}

/** Whether the chain of records holds: walks it, and names the first record at which it does not. */
@Component({
  selector: 'pr-chain-panel',
  imports: [CopyId, Icon, ProblemNote, Time, TokensPipe],
  templateUrl: './chain-panel.html',
  styleUrl: './chain-panel.scss',
})
export class ChainPanel {
  private readonly api = inject(AuditApi);
  private readonly clock = inject(Clock);
  private readonly context = inject(OrganizationContext);

  /** Records in the chain; null while it is not known. */
  readonly records = input.required<number | null>();
  /** The record that is asked to be shown. */
  readonly shown = output<string>();

  protected readonly walking = signal(false);
  protected readonly check = signal<Check | null>(null);
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly took = computed(() => seconds(this.check()?.tookMs ?? 0));
  protected readonly checkedAt = computed(() => {
    const check = this.check();
    return check
      ? formatInstant(check.atMs, this.context.timeZone(), 'second', this.clock.now())
      : '';
  });
  /** Records that were written since the chain was walked. */
  protected readonly since = computed(() =>
    Math.max(0, (this.records() ?? 0) - (this.check()?.found.entries ?? 0)),
  );

  constructor() {
    effect(() => {
      const records = this.records();
      if (records === null || records > QUICK_RECORDS) return;
      untracked(() => {
        if (!this.check() && !this.walking() && !this.problem()) void this.verify();
      });
    });
  }

  protected async verify(): Promise<void> {
    this.walking.set(true);
    this.problem.set(null);
    const startedMs = performance.now();
    const outcome = await this.api.verify();
    this.walking.set(false);
    if (!outcome.ok) {
      this.problem.set(outcome.problem);
      return;
    }
    const tookMs = performance.now() - startedMs;
    this.check.set({ found: outcome.value, atMs: this.clock.now(), tookMs });
  }
}

function seconds(ms: number): string {
  const format = new Intl.NumberFormat(undefined, { maximumFractionDigits: ms < 950 ? 2 : 1 });
  return `${format.format(ms / 1_000)} s`;
}
