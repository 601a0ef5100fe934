import type { Severity } from '../notification.entity.js';

/** What is told about one event: in the console, and in a mail. */
export interface Notice {
  /** Stable name, for example `purchase.completed`. */
  readonly event: string;
  /** Id of the event; with channel and recipient it makes each delivery unique for ever. */
  readonly eventId: string;
  readonly severity: Severity;
  readonly title: string;
  /** One or two sentences. */
  readonly body: string;
  /** Path inside the console, or null. */
  readonly link: string | null;
}

/** A mail before it has a recipient; rendered as text and as HTML. */
export interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Facts, one a line: what it is and its value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The one thing to do next. */
  readonly action: LetterAction | null;
  /** Said small at the end, for example why the reader gets this mail. */
  readonly footnote: string;
}

/** A labelled link: to a path inside the console, or a secret one that is made when it leaves. */
export type LetterAction = { readonly label: string } & (
  { readonly path: string } | { readonly secretLinkId: string }
);
