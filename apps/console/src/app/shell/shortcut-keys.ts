import { Component, computed, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Dialog } from '../shared/page/dialog.js';
import { NAVIGATION } from './navigation.js';

const SECOND_KEY_MS = 1_200;

/** Keys that go to pages (G, then one more) and the list of them (?). Silent inside fields. */
@Component({
  selector: 'pr-shortcut-keys',
  imports: [Dialog],
  host: { '(document:keydown)': 'hear($event)' },
  template: `
    @if (listed()) {
      <pr-dialog heading="Keyboard" [narrow]="true" (closed)="listed.set(false)">
        <dl class="facts">
          @for (item of items(); track item.key) {
            <dt>{{ item.label }}</dt>
            <dd>
              <kbd>G</kbd> then <kbd>{{ item.key.toUpperCase() }}</kbd>
            </dd>
          }
          <dt>Next, previous row of an open drawer</dt>
          <dd><kbd>J</kbd> <kbd>K</kbd></dd>
          <dt>Chart or table</dt>
          <dd><kbd>T</kbd></dd>
          <dt>Close</dt>
          <dd><kbd>Esc</kbd></dd>
        </dl>
        <button dialogAction type="button" class="btn outlined" (click)="listed.set(false)">
          Close
        </button>
      </pr-dialog>
    }
  `,
  styles: `
    kbd {
      display: inline-block;
      font: 500 11px/16px var(--pr-font);
      min-width: 18px;
      padding: 0 4px;
      text-align: center;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-extra-small);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ShortcutKeys {
  private readonly router = inject(Router);
  private readonly context = inject(OrganizationContext);
  private goUntil = 0;

  protected readonly listed = signal(false);
  protected readonly items = computed(() =>
    NAVIGATION.flatMap((group) => group.items).filter((item) => this.context.can(item.permission)),
  );

  protected hear(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    const key = event.key.toLowerCase();
    if (event.timeStamp < this.goUntil) {
      this.goUntil = 0;
      this.goTo(key);
    } else if (key === 'g') {
      this.goUntil = event.timeStamp + SECOND_KEY_MS;
    } else if (key === '?') {
      this.listed.set(true);
    }
  }

  private goTo(key: string): void {
    const id = this.context.organizationId();
    const item = this.items().find((one) => one.key === key);
    if (item && id) void this.router.navigate(['/o', id, item.path]);
  }
}

function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}
