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
  /** Where the reader can choose not to get it; left out where that is no choice. */
  readonly footLink?: { readonly label: string; readonly path: string };
}

/** What goes along with a mail: the printed form of an issued document, made when it leaves. */
export interface Attachment {
  readonly invoiceId: string;
  /** File name, for example `2026-000418.pdf`. */
  readonly name: string;
}

/** What is told about one event to whoever the organization chose for its topic. */
export interface Story extends Omit<Notice, 'eventId'> {
  readonly letter: Omit<Letter, 'footnote' | 'footLink'>;
  readonly attachment?: Attachment;
  /** Channels and recipients of a single rule, instead of those of the topic. */
  readonly chosen?: {
    readonly channels: readonly string[];
    readonly recipients: readonly string[];
  };
}

/** What a secret link opens: a new password, or the payment of a purchase. */
export type SecretLinkKind = 'password' | 'payment';

/** A labelled link: to a path inside the console, or a secret one that is made when it leaves. */
export type LetterAction = { readonly label: string } & (
  | { readonly path: string }
  | { readonly secretLinkId: string; readonly secretLinkKind: SecretLinkKind }
);
