import type { Tone } from '../shared/badge/badge.js';
import type { IconName } from '../shared/icon/icons.js';

/** What an event of the story is about; the filter goes by it. */
export type StoryKind = 'money' | 'usage' | 'alerts' | 'refused' | 'staff' | 'changes';

/** The kinds in the order of the filter. */
export const STORY_KINDS: { kind: StoryKind; word: string }[] = [
  { kind: 'money', word: 'Money' },
  { kind: 'usage', word: 'Usage' },
  { kind: 'alerts', word: 'Alerts' },
  { kind: 'refused', word: 'Refused' },
  { kind: 'staff', word: 'Staff' },
  { kind: 'changes', word: 'Changes' },
];

/** Where an event is shown in full. */
export interface StoryLink {
  /** Below the organization. */
  path: string[];
  params: Record<string, string>;
  word: string;
}

/** One event of an organization's story. */
export interface StoryItem {
  id: string;
  kind: StoryKind;
  atMs: number;
  at: string;
  icon: IconName;
  tone: Tone;
  title: string;
  more: string;
  /** Signed tokens; null where none moved. */
  amount: number | null;
  links: StoryLink[];
  /** The ledger entry that it stands for, so that it is not told twice. */
  entryId: string | null;
}

/** How far a source was read: its events newest first. */
export interface SourceState {
  items: readonly StoryItem[];
  /** Whether there are older ones. */
  hasOlder: boolean;
}

/**
 * What can be told without gaps, newest first: of each source that has older events, nothing before
 * its oldest one is known yet, so what others have from before that waits.
 */
export function mergedStory(sources: readonly SourceState[]): StoryItem[] {
  const horizonMs = horizonOf(sources);
  const told = new Set(
    sources
      .flatMap(({ items }) => items)
      .filter(({ id, entryId }) => entryId !== null && !id.startsWith('entry'))
      .map(({ entryId }) => entryId),
  );
  return sources
    .flatMap(({ items }) => items)
    .filter(({ atMs }) => atMs >= horizonMs)
    .filter(({ id, entryId }) => !(id.startsWith('entry') && told.has(entryId)))
    .toSorted((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
}

/** The sources that must be read on for the story to reach back further. */
export function lagging(sources: readonly SourceState[]): number[] {
  const horizonMs = horizonOf(sources);
  return sources.flatMap(({ items, hasOlder }, index) =>
    hasOlder && (items.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) >= horizonMs ? [index] : [],
  );
}

function horizonOf(sources: readonly SourceState[]): number {
  const oldest = sources
    .filter(({ hasOlder }) => hasOlder)
    .map(({ items }) => items.at(-1)?.atMs ?? Number.POSITIVE_INFINITY);
  return Math.max(Number.NEGATIVE_INFINITY, ...oldest);
}
