import { HttpClient } from '@angular/common/http';
import { computed, inject, Injector, Service, signal } from '@angular/core';
import {
  NavigationCancel,
  NavigationEnd,
  NavigationError,
  NavigationSkipped,
  Router,
} from '@angular/router';
import type { OrganizationView, Permission } from '@purser/contracts';
import { first } from 'rxjs';
import { Session } from '../auth/session.js';
import { outcomeOf } from '../http/outcome.js';

/** The organization whose wallet one is in, and what one may do there. */
@Service()
export class OrganizationContext {
  private readonly http = inject(HttpClient);
  private readonly injector = inject(Injector);
  private readonly session = inject(Session);
  private readonly chosen = signal<OrganizationView | null>(null);

  readonly organization = this.chosen.asReadonly();
  readonly organizationId = computed(() => this.chosen()?.id ?? '');
  readonly name = computed(() => this.chosen()?.name ?? '');
  /** IANA zone in which the console shows instants of this organization. */
  readonly timeZone = computed(() => this.chosen()?.timeZone ?? 'UTC');

  readonly permissions = computed<ReadonlySet<Permission>>(() => {
    const user = this.session.user();
    if (!user) return new Set();
    const id = this.chosen()?.id;
    const membership = user.memberships.find((one) => one.organizationId === id);
    return new Set([...user.platformPermissions, ...(membership?.permissions ?? [])]);
  });
  /** Whether the person acts here as staff of Purser, not as a member. */
  readonly actsAsStaff = computed(() => {
    const id = this.chosen()?.id;
    return (
      this.session.isStaff() &&
      !this.session.user()?.memberships.some((one) => one.organizationId === id)
    );
  });

  /** Whether the person holds `permission` here. */
  can(permission: Permission): boolean {
    return this.permissions().has(permission);
  }

  /** Makes `id` the chosen organization. False when there is none that the person may see. */
  async choose(id: string): Promise<boolean> {
    if (this.chosen()?.id === id) return true;
    const outcome = await outcomeOf(
      this.http.get<OrganizationView>(`/api/organizations/${encodeURIComponent(id)}`),
    );
    if (outcome.ok) this.chosen.set(outcome.value);
    return outcome.ok;
  }

  /** Takes the changed settings of the chosen organization over: zone and name count at once. */
  take(organization: OrganizationView): void {
    if (this.chosen()?.id === organization.id) this.chosen.set(organization);
  }

  /**
   * Leaves the organization once the page that is gone to stands: as long as the one before it lives,
   * it asks about its organization. A navigation that comes to nothing leaves nothing.
   */
  leaveOnArrival(): void {
    const left = this.chosen()?.id;
    // The router asks for the title of a page here, so it is not there yet when this is made.
    const router = this.injector.get(Router);
    router.events.pipe(first(isOver)).subscribe((event) => {
      if (event instanceof NavigationEnd && this.chosen()?.id === left) this.chosen.set(null);
    });
  }
}

function isOver(event: unknown): boolean {
  const ends = [NavigationEnd, NavigationCancel, NavigationError, NavigationSkipped];
  return ends.some((End) => event instanceof End);
}
