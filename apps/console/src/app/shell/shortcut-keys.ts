import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { CommandPalette, type PalettePage } from './command-palette/command-palette.js';
import { Palette } from './command-palette/palette.js';
import { Installation } from '../core/installation.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Dialog } from '../shared/page/dialog.js';
import { addressOf, NAVIGATION, openPages, STAFF_NAVIGATION } from './navigation.js';

const SECOND_KEY_MS = 1_200;
/** What the filter of a page is found by. */
const FILTER = 'main .filters :is(input, select), main input[type=search]';
/** What explains a number, and what saves the table of the page. */
const EXPLAIN = '[data-explain]';
const EXPORT = 'main [data-export]';
/** What a control stands for: the row one is in, else the row that is open. */
const ROW = 'tr, li';
const OPEN_ROW = `main tr.selected ${EXPLAIN}`;

/**
 * Keys that go to pages (G, then one more), to the filter of the page (/), to the search over
 * everything (Ctrl K, ⌘ K), explain a number (E), save the table (X), and the list of them (?).
 * Single keys are silent inside fields.
 */
@Component({
  selector: 'pr-shortcut-keys',
  imports: [CommandPalette, Dialog],
  host: { '(document:keydown)': 'hear($event)' },
  template: `
    @if (palette.opened()) {
      @defer (on immediate) {
        <pr-command-palette [pages]="pages()" />
      }
    }
    @if (listed()) {
      <pr-dialog heading="Keyboard" (closed)="listed.set(false)">
        <div class="columns">
          <dl class="facts">
            @for (item of items(); track item.key) {
              <dt>{{ item.label }}</dt>
              <dd>
                <kbd>G</kbd> then <kbd>{{ item.key.toUpperCase() }}</kbd>
              </dd>
            }
          </dl>
          <dl class="facts">
            <dt>Search and commands</dt>
            <dd>
              <kbd>{{ modifier }}</kbd> <kbd>K</kbd>
            </dd>
            <dt>Filter of this page</dt>
            <dd><kbd>/</kbd></dd>
            <dt>Next, previous row</dt>
            <dd><kbd>J</kbd> <kbd>K</kbd></dd>
            <dt>Explain the number of this row</dt>
            <dd><kbd>E</kbd></dd>
            <dt>Save the table as CSV</dt>
            <dd><kbd>X</kbd></dd>
            <dt>Copy the id of the open row</dt>
            <dd><kbd>C</kbd></dd>
            <dt>Chart or table</dt>
            <dd><kbd>T</kbd></dd>
            <dt>Close</dt>
            <dd><kbd>Esc</kbd></dd>
            <dt>This list</dt>
            <dd><kbd>?</kbd></dd>
          </dl>
        </div>
        <label class="check">
          <input type="checkbox" [checked]="shortcuts.singleKeys()" (change)="switch($event)" />
          <span>Keys without {{ modifier }} do something outside of fields</span>
        </label>
        <button
          dialogAction
          type="button"
          class="btn outlined"
          data-first-focus
          (click)="listed.set(false)"
        >
          Close
        </button>
      </pr-dialog>
    }
  `,
  styles: `
    .columns {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
      gap: 8px 32px;
      align-items: start;
    }
    dd {
      white-space: nowrap;
    }
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
  private readonly document = inject(DOCUMENT);
  private readonly context = inject(OrganizationContext);
  private readonly installation = inject(Installation);
  protected readonly palette = inject(Palette);
  protected readonly shortcuts = inject(Shortcuts);
  private goUntil = 0;

  protected readonly modifier = isApple(this.document) ? '\u2318' : 'Ctrl';
  protected readonly listed = signal(false);
  private readonly groups = computed(() => {
    const groups = [...(this.context.organizationId() ? NAVIGATION : []), ...STAFF_NAVIGATION];
    const sandbox = this.installation.sandbox();
    return openPages(groups, (permission) => this.context.can(permission), sandbox);
  });
  protected readonly items = computed(() => this.groups().flatMap((group) => group.items));
  protected readonly pages = computed((): PalettePage[] => [
    ...this.groups().flatMap(({ heading, items }) =>
      items.map((item) => ({
        label: item.label,
        group: heading ?? '',
        icon: item.icon,
        link: addressOf(item, this.context.organizationId()),
        keys: item.key,
      })),
    ),
    {
      label: 'Organizations',
      group: '',
      icon: 'building-2',
      link: ['/organizations'],
      keys: '',
    },
  ]);

  protected hear(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      this.palette.opened.update((opened) => !opened);
      return;
    }
    if (!this.shortcuts.hears(event)) {
      // The way back to single keys must not be a single key that is switched off.
      if (event.key === '?' && !this.shortcuts.singleKeys() && !inField(event))
        this.listed.set(true);
      return;
    }
    const key = event.key.toLowerCase();
    if (event.timeStamp < this.goUntil) {
      this.goUntil = 0;
      this.goTo(key);
    } else if (key === 'g') {
      this.goUntil = event.timeStamp + SECOND_KEY_MS;
    } else if (key === '?') {
      this.listed.set(true);
    } else if (key === 'e') {
      this.explain();
    } else if (key === 'x') {
      this.document.querySelector<HTMLElement>(EXPORT)?.click();
    } else if (key === '/') {
      event.preventDefault();
      this.focusFilter();
    }
  }

  protected switch(event: Event): void {
    this.shortcuts.singleKeys.set((event.target as HTMLInputElement).checked);
  }

  private focusFilter(): void {
    const filter = this.document.querySelector<HTMLElement>(FILTER);
    if (filter) filter.focus();
    else this.palette.open();
  }

  /** The number of the row that has the focus, else of the open row, else the first of the page. */
  private explain(): void {
    const focused = this.document.activeElement?.closest(ROW)?.querySelector<HTMLElement>(EXPLAIN);
    const open = this.document.querySelector<HTMLElement>(OPEN_ROW);
    const first = this.document.querySelector<HTMLElement>(`main ${EXPLAIN}`);
    (focused ?? open ?? first)?.click();
  }

  private goTo(key: string): void {
    const item = this.items().find((one) => one.key === key);
    if (item) void this.router.navigate(addressOf(item, this.context.organizationId()));
  }
}

function inField(event: Event): boolean {
  const target = event.target;
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}

function isApple(document: Document): boolean {
  return /Mac|iPhone|iPad/.test(document.defaultView?.navigator.userAgent ?? '');
}
