import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input, output, resource, signal } from '@angular/core';
import type { AuditRecordView } from '@purser/contracts';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Badge } from '../shared/badge/badge.js';
import { Drawer } from '../shared/drawer/drawer.js';
import { TokensPipe } from '../shared/format/pipes.js';
import { Icon } from '../shared/icon/icon.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { CopyId } from '../shared/value/copy-id.js';
import { CopyLink } from '../shared/value/copy-link.js';
import { Time } from '../shared/value/time.js';
import { AuditApi } from './audit-api.js';
import { actionWords, actorMark, subjectWords } from './audit-words.js';
import { fieldChanges, fieldValue } from './changes.js';
import { recordFits } from './record-link.js';

const SHOWN_MS = 1_500;

/** One record: what was changed from what to what, by whom, from where, and its place in the chain. */
@Component({
  selector: 'pr-record-drawer',
  imports: [Badge, CopyId, CopyLink, Drawer, Empty, Icon, Loading, ProblemNote, Time, TokensPipe],
  templateUrl: './record-drawer.html',
  styleUrl: './record-drawer.scss',
})
export class RecordDrawer {
  private readonly document = inject(DOCUMENT);
  private readonly context = inject(OrganizationContext);

  readonly recordId = input.required<string>();
  /** The record where the list beside it has it; else it is looked for by its id. */
  readonly listed = input.required<AuditRecordView | null>();
  readonly closed = output<void>();

  protected readonly sought = inject(AuditApi).around(
    computed(() => (this.listed() ? null : this.recordId())),
  );
  protected readonly record = computed(() => {
    const found = this.sought.hasValue() ? this.sought.value().data : [];
    return this.listed() ?? found.find((one) => one.id === this.recordId()) ?? null;
  });
  protected readonly missing = computed(
    () => !this.record() && !this.sought.isLoading() && !this.sought.error(),
  );
  protected readonly heading = computed(() => {
    const record = this.record();
    return record ? `Record ${new Intl.NumberFormat().format(record.sequence)}` : 'Record';
  });
  protected readonly changes = computed(() => {
    const record = this.record();
    return record ? fieldChanges(record.before, record.after) : [];
  });
  protected readonly fits = resource({
    params: () => this.record() ?? undefined,
    loader: ({ params }) => recordFits(params),
  });
  protected readonly actionWords = actionWords;
  protected readonly subjectWords = subjectWords;
  protected readonly mark = actorMark;
  protected readonly copied = signal(false);

  protected value(value: unknown): string {
    return fieldValue(value, this.context.timeZone());
  }

  protected async copyJson(record: AuditRecordView): Promise<void> {
    const text = JSON.stringify(record, null, 2);
    await this.document.defaultView?.navigator.clipboard?.writeText(text);
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}
