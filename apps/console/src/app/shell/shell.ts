import { DOCUMENT } from '@angular/common';
import { Component, computed, effect, type ElementRef, inject, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import {
  type ActivatedRouteSnapshot,
  NavigationEnd,
  Router,
  RouterLink,
  RouterOutlet,
} from '@angular/router';
import { filter, map } from 'rxjs';
import { Session } from '../core/auth/session.js';
import { Installation } from '../core/installation.js';
import { LiveStream } from '../core/live/live-stream.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { Icon } from '../shared/icon/icon.js';
import { NotificationBell } from '../shared/notifications/notification-bell.js';
import { SideNavigation } from './side-navigation.js';
import { LostConnection } from './lost-connection.js';
import { RenewalDialog } from './renewal-dialog.js';
import { SandboxClock } from './sandbox-clock.js';
import { ShortcutKeys } from './shortcut-keys.js';
import { UnsavedDialog } from './unsaved-dialog.js';
import { BalanceAnnouncer } from './balance-announcer.js';

/** What stands around every page: navigation at the side, where one is above, the page itself. */
@Component({
  selector: 'pr-shell',
  imports: [
    BalanceAnnouncer,
    Icon,
    LostConnection,
    NotificationBell,
    RenewalDialog,
    RouterLink,
    RouterOutlet,
    SandboxClock,
    ShortcutKeys,
    UnsavedDialog,
    SideNavigation,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
})
export class Shell {
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  protected readonly session = inject(Session);
  protected readonly context = inject(OrganizationContext);
  protected readonly installation = inject(Installation);
  protected readonly live = inject(LiveStream);
  protected readonly unsaved = inject(UnsavedChanges);

  protected readonly trail = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(() => titles(this.router.routerState.snapshot.root)),
    ),
    { initialValue: titles(this.router.routerState.snapshot.root) },
  );
  protected readonly page = computed(() => this.trail().at(-1) ?? '');
  protected readonly inOrganization = computed(
    () => this.context.organizationId() !== '' && this.url().startsWith('/o/'),
  );
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(() => this.router.url),
    ),
    { initialValue: this.router.url },
  );
  private readonly path = computed(() => this.url().split('?')[0]);
  private readonly side = viewChild.required<SideNavigation>('side');
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  private first = true;

  constructor() {
    // After a change of page (not of its filters) the focus goes to the page.
    effect(() => {
      this.path();
      if (this.first) {
        this.first = false;
        return;
      }
      this.side().close();
      const main = this.main().nativeElement;
      if (!main.contains(this.document.activeElement)) main.focus({ preventScroll: true });
    });
  }

  protected openNavigation(): void {
    this.side().open();
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }
}

function titles(route: ActivatedRouteSnapshot): string[] {
  const own = typeof route.routeConfig?.title === 'string' ? [route.routeConfig.title] : [];
  const next = route.firstChild;
  return next ? [...own, ...titles(next)] : own;
}
