import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { onLive } from '../core/live/on-live.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { formatLocalDate, localDate } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Panel } from '../shared/page/panel.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { Time } from '../shared/value/time.js';
import { STORY_KINDS, type StoryItem, type StoryKind } from './story.js';
import { StoryFeed } from './story-feed.js';

/** The events of one local day. */
interface Day {
  date: string;
  heading: string;
  items: StoryItem[];
}

/** Everything that happened to an organization, day by day, newest first. */
@Component({
  selector: 'pr-story-panel',
  imports: [Empty, Icon, Loading, Panel, ProblemNote, RouterLink, Time, TokensPipe],
  providers: [StoryFeed],
  templateUrl: './story-panel.html',
  styleUrl: './story-panel.scss',
})
export class StoryPanel {
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);
  protected readonly feed = inject(StoryFeed);

  /** What is shown; null = everything. From the address. */
  readonly kind = input.required<StoryKind | null>();
  readonly kindChosen = output<StoryKind | null>();

  protected readonly kinds = STORY_KINDS;
  private readonly shown = computed(() => {
    const kind = this.kind();
    const items = this.feed.items();
    return kind === null ? items : items.filter((one) => one.kind === kind);
  });
  protected readonly count = computed(() => this.shown().length);
  protected readonly days = computed(() => {
    const zone = this.context.timeZone();
    const today = localDate(this.clock.now(), zone);
    const days: Day[] = [];
    for (const item of this.shown()) {
      const date = localDate(item.atMs, zone);
      const last = days.at(-1);
      if (last?.date === date) last.items.push(item);
      else {
        const words = formatLocalDate(date, today);
        days.push({ date, heading: date === today ? `Today, ${words}` : words, items: [item] });
      }
    }
    return days;
  });

  constructor() {
    void this.feed.reload();
    onLive(['purchase', 'notification'], () => void this.feed.reload());
  }

  /** Reads the newest events, for example after an act on the same page. */
  reload(): void {
    void this.feed.reload();
  }
}
