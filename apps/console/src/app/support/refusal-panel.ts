import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { toProblem } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { LEDGER_KINDS } from '../shared/badge/kind-mark.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { formatInstant } from '../shared/format/time.js';
import { formatTokens } from '../shared/format/tokens.js';
import { Icon } from '../shared/icon/icon.js';
import { Meter } from '../shared/meter/meter.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { SupportApi } from './support-api.js';

const SHOWN_MS = 1_500;
const AFTERWARDS_MS = 86_400_000;

/** Why a debit or hold was refused, by its request id: what was asked for, what there was, what then. */
@Component({
  selector: 'pr-refusal-panel',
  imports: [Icon, Loading, Meter, Panel, ProblemNote, RouterLink, Time, TokensPipe],
  templateUrl: './refusal-panel.html',
  styles: `
    .label {
      margin-bottom: 4px;
    }
    pr-meter {
      margin: 4px 0 12px;
    }
    .latest {
      margin-top: 4px;
    }
    form .btn {
      flex: none;
    }
  `,
})
export class RefusalPanel {
  private readonly api = inject(SupportApi);
  private readonly clock = inject(Clock);
  private readonly document = inject(DOCUMENT);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly requestId = input.required<string | null>();
  /** The request id to look at; null = none. */
  readonly asked = output<string | null>();
  /** The instant to show the wallet at. */
  readonly instantChosen = output<string>();

  protected readonly explanation = this.api.refusal(this.requestId);
  protected readonly latest = this.api.refusals();
  protected readonly found = computed(() =>
    this.explanation.hasValue() ? this.explanation.value() : null,
  );
  protected readonly unknown = computed(() => {
    const error = this.explanation.error();
    return error ? toProblem(error).key === 'not-found' : false;
  });
  protected readonly figures = computed(() => {
    const found = this.found();
    if (!found) return null;
    const { available } = found.balance;
    return {
      asked: found.lastAmount,
      available,
      missing: Math.max(0, found.lastAmount - available),
      maximum: Math.max(found.lastAmount, available, 1),
    };
  });
  private readonly afterwards = this.api.movements(
    computed(() => {
      const found = this.found();
      if (!found) return null;
      const fromMs = Date.parse(found.balance.asOf);
      const toMs = fromMs + AFTERWARDS_MS;
      return { from: found.balance.asOf, to: new Date(toMs).toISOString() };
    }),
  );
  /** What came in within a day of the refusal, soonest first. */
  protected readonly credit = computed(() => {
    const found = this.found();
    if (!found || found.reason !== 'insufficient-tokens' || !this.afterwards.hasValue())
      return null;
    const credits = this.afterwards.value().data.filter((row) => row.amount > 0);
    const first = credits.at(-1);
    if (!first) return null;
    const passedMs = Date.parse(first.from) - Date.parse(found.balance.asOf);
    return {
      after: lengthInWords(passedMs),
      amount: first.amount,
      word: LEDGER_KINDS[first.kind].word.toLowerCase(),
      enough: first.availableAfter >= found.lastAmount,
    };
  });
  protected readonly answer = computed(() => {
    const found = this.found();
    if (!found) return '';
    const at = formatInstant(
      found.balance.asOf,
      this.context.timeZone(),
      'second',
      this.clock.now(),
    );
    const credit = this.credit();
    const then = credit
      ? ` ${credit.after} later ${formatTokens(credit.amount)} tokens came in (${credit.word}).`
      : '';
    return `${at}, request ${found.lastRequestId}: ${found.explanation}${then}`;
  });
  protected readonly copied = signal(false);

  protected ask(event: Event): void {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('request');
    const text = (field as HTMLInputElement).value.trim();
    this.asked.emit(text || null);
  }

  protected async copyAnswer(): Promise<void> {
    await this.document.defaultView?.navigator.clipboard?.writeText(this.answer());
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}

/** `12 seconds`, `5 minutes`, `3 hours`. */
function lengthInWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return counted(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? counted(minutes, 'minute') : counted(Math.round(minutes / 60), 'hour');
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
