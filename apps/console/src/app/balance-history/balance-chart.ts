import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { LedgerDayView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { areaPath, axisSteps, axisTop, linePath, type Scale } from '../shared/chart/axis.js';
import { formatInstant } from '../shared/format/time.js';
import { formatSignedTokens, formatTokens } from '../shared/format/tokens.js';
import { TokensPipe } from '../shared/format/pipes.js';
import {
  balanceAt,
  type BalanceEvent,
  balanceEvents,
  balanceLine,
  railMarks,
} from './balance-series.js';
import { EventGlyph } from './event-glyph.js';
import { timeTicks } from './time-ticks.js';

const WIDTH = 1_000;
const HEIGHT = 240;
const MARK_GAP_PX = 24;
const NEAR_PX = 10;

/** What the card beside the crosshair says. */
interface Pointed {
  percent: number;
  event: BalanceEvent | null;
  atMs: number;
  balance: number;
}

/**
 * The balance over time. Events stand on a rail under the line. One tab stop: left and right step
 * through the events and say them, Enter explains one.
 */
@Component({
  selector: 'pr-balance-chart',
  imports: [EventGlyph, TokensPipe],
  templateUrl: './balance-chart.html',
  styleUrl: './balance-chart.scss',
})
export class BalanceChart {
  private readonly context = inject(OrganizationContext);

  /** Rows by day, newest first. */
  readonly rows = input.required<readonly LedgerDayView[]>();
  readonly fromMs = input.required<number>();
  readonly toMs = input.required<number>();
  /** The balance at `toMs`, in tokens. */
  readonly balance = input.required<number>();
  /** Alerts that fired in this time, oldest first. */
  readonly alerts = input<readonly BalanceEvent[]>([]);
  readonly explained = output<string>();

  private readonly host = viewChild.required<ElementRef<HTMLElement>>('plot');
  private readonly width = signal(800);

  protected readonly line = computed(() =>
    balanceLine(this.rows(), this.fromMs(), this.toMs(), this.balance()),
  );
  private readonly top = computed(() => axisTop(Math.max(...this.line().map(([, y]) => y))));
  private readonly scale = computed<Scale>(() => ({
    fromMs: this.fromMs(),
    toMs: this.toMs(),
    top: this.top(),
    width: WIDTH,
    height: HEIGHT,
  }));
  protected readonly steps = computed(() => axisSteps(this.top()));
  protected readonly drawn = computed(() => linePath(this.line(), this.scale()));
  protected readonly area = computed(() => areaPath(this.line(), this.scale()));
  private readonly lotEvents = computed(() => balanceEvents(this.rows()));
  protected readonly events = computed(() =>
    [...this.lotEvents(), ...this.alerts()].toSorted((a, b) => a.atMs - b.atMs),
  );
  /** What stands under the line: what happened to the lots, and the alerts where there were some. */
  protected readonly rails = computed(() =>
    [
      { label: 'Lots', marks: this.marksOf(this.lotEvents()) },
      { label: 'Alerts', marks: this.marksOf(this.alerts()) },
    ].filter(({ label, marks }) => label === 'Lots' || marks.length > 0),
  );
  protected readonly ticks = computed(() =>
    timeTicks(this.fromMs(), this.toMs(), this.context.timeZone()),
  );
  protected readonly pointed = signal<Pointed | null>(null);
  protected readonly announced = signal('');
  protected readonly shapes = computed(() => new Set(this.events().map((event) => event.shape)));
  protected readonly label = computed(() => {
    const amounts = this.line().map(([, tokens]) => tokens);
    const day = (at: number) => formatInstant(at, this.context.timeZone(), 'day', this.toMs());
    return (
      `Balance from ${day(this.fromMs())} to ${day(this.toMs())}, ` +
      `now ${formatTokens(this.balance())} tokens, ` +
      `highest ${formatTokens(Math.max(...amounts))}, lowest ${formatTokens(Math.min(...amounts))}, ` +
      `${this.events().length} events. Left and right arrows step through the events.`
    );
  });
  protected readonly instant = computed(() => {
    const at = this.pointed()?.atMs;
    return at === undefined ? '' : this.format(at);
  });

  constructor() {
    const gone = inject(DestroyRef);
    afterNextRender(() => {
      const plot = this.host().nativeElement;
      const observer = new ResizeObserver(() => this.width.set(plot.clientWidth));
      observer.observe(plot);
      gone.onDestroy(() => observer.disconnect());
    });
  }

  protected point(event: PointerEvent): void {
    const box = this.host().nativeElement.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    if (share < 0 || share > 1) {
      this.pointed.set(null);
      return;
    }
    const atMs = this.fromMs() + share * (this.toMs() - this.fromMs());
    const nearMs = (NEAR_PX / box.width) * (this.toMs() - this.fromMs());
    const near = this.events()
      .filter((one) => Math.abs(one.atMs - atMs) <= nearMs)
      .toSorted((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0];
    if (near) this.pointAt(near);
    else {
      const balance = balanceAt(this.line(), atMs);
      this.pointed.set({ percent: share * 100, event: null, atMs, balance });
    }
  }

  protected leave(): void {
    this.pointed.set(null);
  }

  protected step(by: 1 | -1, event: Event): void {
    event.preventDefault();
    const events = this.events();
    if (events.length === 0) return;
    const current = this.pointed()?.event;
    const at = current ? events.indexOf(current) : by === 1 ? -1 : events.length;
    const next = events[Math.min(events.length - 1, Math.max(0, at + by))];
    if (!next) return;
    this.pointAt(next);
    this.announced.set(this.sentenceOf(next));
  }

  protected explain(): void {
    const entryId = this.pointed()?.event?.entryId;
    if (entryId) this.explained.emit(entryId);
  }

  protected explainMark(events: BalanceEvent[]): void {
    const first = events[0];
    if (!first) return;
    this.pointAt(first);
    this.explain();
  }

  private marksOf(events: readonly BalanceEvent[]) {
    return railMarks(events, this.fromMs(), this.toMs(), this.width(), MARK_GAP_PX).map((mark) => ({
      ...mark,
      title: mark.events.map((event) => this.sentenceOf(event)).join('; '),
      shape: mark.events[0]?.shape ?? ('credit' as const),
    }));
  }

  private pointAt(event: BalanceEvent): void {
    const percent = ((event.atMs - this.fromMs()) / (this.toMs() - this.fromMs())) * 100;
    this.pointed.set({ percent, event, atMs: event.atMs, balance: event.after });
  }

  private sentenceOf(event: BalanceEvent): string {
    if (event.shape === 'alert') {
      return `${this.format(event.atMs)}: ${event.label}, ${formatTokens(event.after)} tokens were available`;
    }
    const change = formatSignedTokens(event.change);
    return `${this.format(event.atMs)}: ${event.label}, ${change} tokens, then ${formatTokens(event.after)}`;
  }

  private format(at: number): string {
    return formatInstant(at, this.context.timeZone(), 'minute', this.toMs());
  }
}
