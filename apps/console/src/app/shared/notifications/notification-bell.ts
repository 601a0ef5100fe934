import { Component, computed, effect, type ElementRef, inject, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink } from '@angular/router';
import type { NotificationView } from '@purser/contracts';
import { filter } from 'rxjs';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Icon } from '../icon/icon.js';
import { Time } from '../value/time.js';
import { NotificationsStore, SEVERITIES } from './notifications-store.js';

/** The bell: how much nobody has read yet, and the newest of it. */
@Component({
  selector: 'pr-notification-bell',
  imports: [Icon, RouterLink, Time],
  template: `
    <button
      type="button"
      class="btn icon"
      aria-haspopup="true"
      [attr.aria-label]="label()"
      title="Notifications"
      (click)="toggle()"
    >
      <pr-icon name="bell" />
      @if (count() > 0) {
        <span class="count" aria-hidden="true">{{ count() }}{{ store.hasMore() ? '+' : '' }}</span>
      }
    </button>
    <div #list class="list-of" popover role="dialog" aria-label="Notifications">
      <div class="row between head">
        <h2>Notifications</h2>
        @if (count() > 0) {
          <button type="button" class="btn small" (click)="store.markAllRead()">
            Mark all read
          </button>
        }
      </div>
      <ul class="list">
        @for (one of store.unread(); track one.id) {
          <li>
            <span class="mark" [class]="looks[one.severity].tone + '-tone'">
              <pr-icon [name]="looks[one.severity].icon" />
            </span>
            <span class="grow">
              @if (one.link; as link) {
                <a class="medium plain title" [routerLink]="link" (click)="read(one)">{{
                  one.title
                }}</a>
              } @else {
                <span class="medium">{{ one.title }}</span>
              }
              <span class="muted small block">{{ one.body }}</span>
              <span class="muted small"><pr-time [at]="one.createdAt" [relative]="true" /></span>
            </span>
            <button
              type="button"
              class="btn icon small"
              [attr.aria-label]="'Mark read: ' + one.title"
              title="Mark read"
              (click)="store.markRead(one.id)"
            >
              <pr-icon name="check" />
            </button>
          </li>
        } @empty {
          <li class="muted">Nothing that nobody has read.</li>
        }
      </ul>
      <div class="foot">
        <a
          class="btn small"
          [routerLink]="['/o', context.organizationId(), 'notifications']"
          (click)="close()"
          >All notifications</a
        >
      </div>
    </div>
    <p class="visually-hidden" role="status">{{ store.latest() }}</p>
  `,
  styles: `
    .btn.icon {
      position: relative;
    }
    .count {
      position: absolute;
      top: 1px;
      right: -1px;
      min-width: 16px;
      padding: 0 4px;
      border-radius: 8px;
      background: var(--mat-sys-error);
      color: var(--mat-sys-on-error);
      font: 600 10px/16px var(--pr-font);
      text-align: center;
    }
    .list-of {
      position: fixed;
      inset: 60px 16px auto auto;
      width: min(400px, calc(100vw - 32px));
      max-height: min(560px, calc(100dvh - 80px));
      padding: 0;
      overflow-y: auto;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-large);
      background: var(--pr-dialog);
      color: inherit;
      box-shadow: var(--mat-sys-level2);
    }
    .head {
      padding: 12px 12px 8px 20px;
    }
    .list li {
      align-items: flex-start;
    }
    .title {
      color: inherit;
    }
    .mark {
      width: 20px;
      height: 20px;
      margin-top: 1px;
      border-radius: var(--mat-sys-corner-extra-small);
      display: grid;
      place-items: center;
      flex: none;
      --icon-size: 12px;
    }
    .foot {
      padding: 8px 12px;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class NotificationBell {
  protected readonly store = inject(NotificationsStore);
  protected readonly context = inject(OrganizationContext);
  private readonly popover = viewChild.required<ElementRef<HTMLElement>>('list');

  protected readonly looks = SEVERITIES;
  protected readonly count = computed(() => this.store.unread().length);
  protected readonly label = computed(() => {
    const count = this.count();
    if (count === 0) return 'Notifications, none unread';
    return `Notifications, ${this.store.hasMore() ? 'more than ' : ''}${count} unread`;
  });
  private readonly arrived = toSignal(
    inject(Router).events.pipe(filter((event) => event instanceof NavigationEnd)),
  );

  constructor() {
    // Also by the keys and buttons of the browser: the list is of the page it was opened on.
    effect(() => {
      if (this.arrived()) this.close();
    });
  }

  protected toggle(): void {
    this.popover().nativeElement.togglePopover();
  }

  protected close(): void {
    this.popover().nativeElement.hidePopover();
  }

  protected read(one: NotificationView): void {
    this.close();
    void this.store.markRead(one.id);
  }
}
