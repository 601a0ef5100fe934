import { DOCUMENT } from '@angular/common';
import { HttpClient } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { outcomeOf, type Outcome } from './outcome.js';

/** Fetches a file with the session's token and hands it to the browser to keep. */
@Service()
export class Downloads {
  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);

  /**
   * Saves what `url` answers for `accept` (for example `text/csv`) under `fileName`.
   * A refusal comes back as a problem; nothing is saved then.
   */
  async save(
    url: string,
    accept: string,
    fileName: string,
    params: Record<string, string> = {},
  ): Promise<Outcome<void>> {
    const headers = { Accept: accept };
    const answer = await outcomeOf(
      this.http.get(url, { params, headers, responseType: 'blob' as const }),
    );
    if (!answer.ok) return answer;
    this.keep(answer.value, fileName);
    return { ok: true, value: undefined };
  }

  /** Hands the browser a file to keep that was made here. */
  keep(content: Blob, fileName: string): void {
    const address = URL.createObjectURL(content);
    const link = this.document.createElement('a');
    link.href = address;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(address);
  }
}
