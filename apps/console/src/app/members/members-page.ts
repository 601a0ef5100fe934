import { Component, computed, inject, input, signal } from '@angular/core';
import { ActivatedRoute, Router } from '@angular/router';
import { type MemberView, ORGANIZATION_PERMISSIONS } from '@purser/contracts';
import { Session } from '../core/auth/session.js';
import { lastValue } from '../core/http/last-value.js';
import type { ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import { Badge } from '../shared/badge/badge.js';
import { zoneName } from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { PageHeader } from '../shared/page/page-header.js';
import { Panel } from '../shared/page/panel.js';
import { Loading } from '../shared/state/loading.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { DownloadButton } from '../shared/table/download-button.js';
import { TableFooter } from '../shared/table/table-footer.js';
import { Time } from '../shared/value/time.js';
import { InviteDialog } from './invite-dialog.js';
import { PERMISSION_WORDS, roleOf } from './member-roles.js';
import { MembersApi } from './members-api.js';
import { PermissionsDialog } from './permissions-dialog.js';
import { RemoveMemberDialog } from './remove-member-dialog.js';

/** Who may do what: members, pending invitations, and the meaning of each permission. */
@Component({
  selector: 'pr-members-page',
  imports: [
    Badge,
    DownloadButton,
    Icon,
    InviteDialog,
    Loading,
    PageHeader,
    Panel,
    PermissionsDialog,
    ProblemNote,
    RemoveMemberDialog,
    TableFooter,
    Time,
  ],
  templateUrl: './members-page.html',
  styleUrl: './members-page.scss',
})
export class MembersPage {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly api = inject(MembersApi);
  private readonly session = inject(Session);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  /** From the address. */
  readonly cursor = input<string>();

  protected readonly page = this.api.page(this.cursor);
  private readonly known = lastValue(this.page);
  protected readonly permissions = ORGANIZATION_PERMISSIONS.map((permission) => ({
    permission,
    ...PERMISSION_WORDS[permission],
  }));
  protected readonly address = computed(() => this.api.address());
  protected readonly rows = computed(() =>
    this.known()?.data.map((person) => ({
      person,
      role: roleOf(person.permissions) ?? 'Custom',
      me: person.userId === this.session.user()?.id,
      initials: initialsOf(person.name, person.email),
      held: new Set(person.permissions),
    })),
  );
  protected readonly active = computed(() =>
    this.rows()?.filter(({ person }) => person.status === 'active'),
  );
  protected readonly pending = computed(
    () => this.rows()?.filter(({ person }) => person.status === 'invited') ?? [],
  );
  protected readonly nextCursor = computed(() => this.known()?.nextCursor ?? null);
  protected readonly paged = computed(
    () => this.cursor() !== undefined || this.nextCursor() !== null,
  );
  protected readonly zone = computed(() => zoneName(this.context.timeZone(), this.clock.now()));
  protected readonly inviting = signal(false);
  private readonly changingId = signal<string | null>(null);
  private readonly removingId = signal<string | null>(null);
  protected readonly changing = computed(() => this.personOf(this.changingId()));
  protected readonly removing = computed(() => this.personOf(this.removingId()));
  protected readonly problem = signal<ProblemReport | null>(null);
  protected readonly said = signal('');

  protected turn(cursor: string | null): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: { cursor } });
  }

  protected invited({ email }: MemberView): void {
    this.inviting.set(false);
    this.tell(`${email} is invited.`);
  }

  protected changed({ name }: MemberView): void {
    this.changingId.set(null);
    this.tell(`What ${name} may do is changed.`);
  }

  protected removed(): void {
    const person = this.removing();
    this.removingId.set(null);
    if (!person) return;
    if (person.userId === this.session.user()?.id) {
      this.context.leaveOnArrival();
      void this.router.navigateByUrl('/');
      return;
    }
    this.tell(`${person.email} is removed.`);
  }

  protected change(person: MemberView | null): void {
    this.changingId.set(person?.userId ?? null);
  }

  protected remove(person: MemberView | null): void {
    this.removingId.set(person?.userId ?? null);
  }

  /** The person as the newest answer has them. */
  private personOf(userId: string | null): MemberView | null {
    return this.known()?.data.find((person) => person.userId === userId) ?? null;
  }

  private tell(what: string): void {
    this.said.set(what);
    this.page.reload();
  }
}

/** `Vera Quinn` -> `VQ`; without a name the beginning of the address. */
function initialsOf(name: string, email: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const first = words[0]?.[0];
  const last = words.length > 1 ? words.at(-1)?.[0] : undefined;
  return (first && last ? first + last : (first ? name : email).slice(0, 2)).toUpperCase();
}
