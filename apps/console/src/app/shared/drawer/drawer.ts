import { CdkTrapFocus } from '@angular/cdk/a11y';
import { DOCUMENT } from '@angular/common';
import { DestroyRef, Component, ElementRef, inject, input, output, signal } from '@angular/core';
import { Icon } from '../icon/icon.js';

let drawers = 0;
const WIDE = '(min-width: 1280px)';

/**
 * For reading one row without losing the list. Beside the page from 1280 px, a modal sheet below;
 * Escape closes. Sections are projected as `<section>`, actions as `[drawerAction]`.
 */
@Component({
  selector: 'pr-drawer',
  imports: [CdkTrapFocus, Icon],
  host: { '(document:keydown.escape)': 'closeByKey($event)' },
  template: `
    @if (!docked()) {
      <button
        type="button"
        class="scrim"
        tabindex="-1"
        aria-hidden="true"
        (click)="closed.emit()"
      ></button>
    }
    <div
      class="sheet"
      [attr.role]="docked() ? 'complementary' : 'dialog'"
      [attr.aria-modal]="docked() ? null : true"
      [attr.aria-labelledby]="headingId"
      [cdkTrapFocus]="!docked()"
      tabindex="-1"
    >
      <header>
        <h2 [id]="headingId">{{ heading() }}</h2>
        <ng-content select="[drawerTool]" />
        <button
          type="button"
          class="btn icon small"
          aria-label="Close"
          title="Close (Esc)"
          (click)="closed.emit()"
        >
          <pr-icon name="x" />
        </button>
      </header>
      <ng-content />
      <footer><ng-content select="[drawerAction]" /></footer>
    </div>
  `,
  styleUrl: './drawer.scss',
})
export class Drawer {
  private readonly document = inject(DOCUMENT);

  readonly heading = input.required<string>();
  readonly closed = output<void>();
  protected readonly headingId = `drawer-${(drawers += 1)}`;
  protected readonly docked = signal(true);

  constructor() {
    const { document } = this;
    const opener = document.activeElement;
    const wide = document.defaultView?.matchMedia?.(WIDE);
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const follow = () => this.docked.set(wide?.matches ?? true);
    follow();
    wide?.addEventListener?.('change', follow);
    document.body.classList.add('with-drawer');
    queueMicrotask(() => host.querySelector<HTMLElement>('.sheet')?.focus({ preventScroll: true }));
    inject(DestroyRef).onDestroy(() => {
      wide?.removeEventListener?.('change', follow);
      document.body.classList.remove('with-drawer');
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    });
  }

  protected closeByKey(event: Event): void {
    // The key is for what lies on top: a dialog or the palette.
    const covered = this.document.querySelector('dialog[open]') !== null;
    if (!event.defaultPrevented && !covered) this.closed.emit();
  }
}
