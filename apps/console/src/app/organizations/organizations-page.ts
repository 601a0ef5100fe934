import { httpResource } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { OrganizationView, PageView } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import { zoneCity } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Empty } from '../shared/state/empty.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';

interface Row {
  id: string;
  name: string;
  place: string;
}

/** Chooses an organization: one's own memberships, or for staff any, by name. */
@Component({
  selector: 'pr-organizations-page',
  imports: [Empty, Icon, Loading, PageHeader, ProblemNote, RouterLink],
  templateUrl: './organizations-page.html',
  styles: `
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
  protected readonly session = inject(Session);
  /** Support opens an organization where it helps it; everybody else on the dashboard. */
  protected readonly landing = computed(() =>
    this.session.user()?.platformPermissions.includes('tokens.adjust') ? 'support' : 'dashboard',
  );
  protected readonly query = signal('');

  protected readonly found = httpResource<PageView<OrganizationView>>(() =>
    this.session.isStaff()
      ? { url: '/api/organizations', params: { query: this.query(), limit: 50 } }
      : undefined,
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
  /** Whether there are others than those that are listed. */
  protected readonly more = computed(
    () => this.found.hasValue() && this.found.value().nextCursor !== null,
  );

  protected search(event: Event): void {
    this.query.set((event.target as HTMLInputElement).value.trim());
  }
}
