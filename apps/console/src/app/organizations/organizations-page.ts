import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { OrganizationView, PageView } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import type { ProblemReport } from '../core/http/problem.js';
import { zoneCity } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';

const ADDRESS = '/api/organizations';
const PAGE_ROWS = 50;

interface Row {
  id: string;
  name: string;
  place: string;
}

/**
 * Chooses an organization: one's own memberships, or for staff any. What is searched for and the
 * page stand in the address.
 */
@Component({
  selector: 'pr-organizations-page',
  imports: [DownloadButton, Empty, Icon, Loading, PageHeader, ProblemNote, RouterLink, TableFooter],
  templateUrl: './organizations-page.html',
  styles: `
    .problem {
      display: block;
      margin-bottom: 16px;
    }
    .filters label {
      white-space: nowrap;
    }
    .filters .input {
      width: min(100%, 320px);
    }
    a pr-icon {
      color: var(--mat-sys-on-surface-variant);
    }
    .mark {
      width: 28px;
      height: 28px;
      border-radius: var(--mat-sys-corner-small);
      display: grid;
      place-items: center;
      font: 600 12px/1 var(--pr-font);
      background: var(--mat-sys-on-surface);
      color: var(--mat-sys-surface);
    }
  `,
})
export class OrganizationsPage {
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  /** From the address. */
  readonly query = input<string>();
  readonly cursor = input<string>();

  protected readonly address = ADDRESS;
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly filters = computed(() => ({ query: this.query() ?? '' }));
  protected readonly found = httpResource<PageView<OrganizationView>>(() => {
    if (!this.session.isStaff()) return undefined;
    const cursor = this.cursor();
    return {
      url: ADDRESS,
      params: { ...this.filters(), limit: PAGE_ROWS, ...(cursor && { cursor }) },
    };
  });
  protected readonly next = computed(() =>
    this.found.hasValue() ? this.found.value().nextCursor : null,
  );
  protected readonly rows = computed<Row[]>(() => {
    if (!this.session.isStaff()) {
      const memberships = this.session.user()?.memberships ?? [];
      return memberships.map((one) => ({ id: one.organizationId, name: one.name, place: '' }));
    }
    if (!this.found.hasValue()) return [];
    return this.found
      .value()
      .data.map((one) => ({
        id: one.id,
        name: one.name,
        place: `${one.legalName} · ${one.currency} · ${zoneCity(one.timeZone)}`,
      }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  });

  protected search(event: Event): void {
    const query = (event.target as HTMLInputElement).value.trim() || null;
    void this.router.navigate([], { queryParams: { query, cursor: null }, replaceUrl: true });
  }

  protected go(cursor: string | null): void {
    void this.router.navigate([], { queryParams: { cursor }, queryParamsHandling: 'merge' });
  }
}
