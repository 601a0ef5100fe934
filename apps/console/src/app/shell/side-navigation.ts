import { Component, computed, type ElementRef, inject, input, viewChild } from '@angular/core';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { Palette } from './command-palette/palette.js';
import { Session } from '../core/auth/session.js';
import { Installation } from '../core/installation.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Theme, type ThemeChoice } from '../core/theme/theme.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import { zoneCity } from '../shared/format/time.js';
import { BrandMark } from '../shared/icon/brand-mark.js';
import { Icon } from '../shared/icon/icon.js';
import { TokenWalletWidget } from '../shared/wallet/token-wallet-widget.js';
import { WalletStore } from '../shared/wallet/wallet-store.js';
import { Badge } from '../shared/badge/badge.js';
import { addressOf, NAVIGATION, openPages, STAFF_NAVIGATION } from './navigation.js';

/** The side bar: whose wallet this is, how it stands, where one can go, who one is. */
@Component({
  selector: 'pr-side-navigation',
  imports: [Badge, BrandMark, Icon, RouterLink, RouterLinkActive, TokenWalletWidget],
  templateUrl: './side-navigation.html',
  styleUrl: './side-navigation.scss',
})
export class SideNavigation {
  private readonly router = inject(Router);
  private readonly installation = inject(Installation);
  private readonly unsaved = inject(UnsavedChanges);
  protected readonly palette = inject(Palette);
  protected readonly session = inject(Session);
  protected readonly context = inject(OrganizationContext);
  protected readonly theme = inject(Theme);
  protected readonly store = inject(WalletStore);

  readonly inOrganization = input.required<boolean>();

  protected readonly addressOf = addressOf;
  protected readonly modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '\u2318' : 'Ctrl';
  protected readonly groups = computed(() => {
    const groups = [...(this.inOrganization() ? NAVIGATION : []), ...STAFF_NAVIGATION];
    const sandbox = this.installation.sandbox();
    return openPages(groups, (permission) => this.context.can(permission), sandbox);
  });
  protected readonly canChoose = computed(
    () => this.session.isStaff() || (this.session.user()?.memberships.length ?? 0) > 1,
  );
  protected readonly place = computed(() => {
    const organization = this.context.organization();
    return organization ? `${organization.currency} · ${zoneCity(organization.timeZone)}` : '';
  });
  protected readonly initials = computed(() =>
    (this.session.user()?.email ?? '').slice(0, 2).toUpperCase(),
  );
  protected readonly role = computed(() => {
    if (this.session.isStaff()) return 'Purser staff';
    if (this.context.can('organization.admin')) return 'Admin';
    return this.context.can('tokens.purchase') ? 'Member' : 'Viewer';
  });
  private readonly panel = viewChild.required<ElementRef<HTMLElement>>('panel');

  /** Slides the side bar in, below 840 px. */
  open(): void {
    this.panel().nativeElement.showPopover();
  }

  /** Slides it out again; nothing happens where it stands fast. */
  close(): void {
    const panel = this.panel().nativeElement;
    if (panel.matches(':popover-open')) panel.hidePopover();
  }

  protected chooseTheme(event: Event): void {
    this.theme.choice.set((event.target as HTMLSelectElement).value as ThemeChoice);
  }

  protected async signOut(): Promise<void> {
    if (!(await this.unsaved.mayLeave())) return;
    await this.session.signOut();
    this.context.leaveOnArrival();
    await this.router.navigateByUrl('/sign-in');
  }
}
