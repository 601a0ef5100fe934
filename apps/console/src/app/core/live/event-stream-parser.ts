/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/**
 * Splits a `text/event-stream` into events, however the bytes were cut on the way. Comments and
 * fields other than `event` and `data` are passed over (HTML standard, section 9.2.6).
 */
export class EventStreamParser {
  private rest = '';
  private event = 'message';
  private data: string[] = [];

  /** Takes the next piece and gives the events it completes. */
  push(chunk: string): ServerSentEvent[] {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.take(line));
  }

  private take(line: string): ServerSentEvent[] {
    if (line === '') return this.complete();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') this.event = value ?? '';
    if (field === 'data') this.data.push(value ?? '');
    return [];
  }

  private complete(): ServerSentEvent[] {
    const completed = { event: this.event, data: this.data.join('\n') };
    const empty = this.data.length === 0;
    this.event = 'message';
    this.data = [];
    return empty ? [] : [completed];
  }
}
