import { DOCUMENT } from '@angular/common';
import {
  Component,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';

let dialogs = 0;

/**
 * A modal dialog, only for acts: the title is the act. The browser's own `<dialog>` keeps the focus
 * inside; what opened it gets it back. Escape asks to close; `closable` = false keeps it open. The
 * focus begins at the element marked `data-first-focus`, else at the first one.
 */
@Component({
  selector: 'pr-dialog',
  template: `
    <dialog
      #dialog
      class="dialog"
      [attr.aria-labelledby]="headingId"
      [class.narrow]="narrow()"
      (cancel)="askToClose($event)"
      (close)="answerClosing()"
    >
      <div class="head">
        <div>
          <h2 [id]="headingId">{{ heading() }}</h2>
          @if (sentence(); as text) {
            <p>{{ text }}</p>
          }
        </div>
      </div>
      <div class="body"><ng-content /></div>
      <footer><ng-content select="[dialogAction]" /></footer>
    </dialog>
  `,
  styles: `
    .narrow {
      width: min(440px, calc(100vw - 32px));
    }
  `,
})
export class Dialog {
  readonly heading = input.required<string>();
  readonly sentence = input<string>();
  readonly narrow = input(false);
  readonly closable = input(true);
  readonly closed = output<void>();
  protected readonly headingId = `dialog-${(dialogs += 1)}`;
  private readonly element = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    const opener = inject(DOCUMENT).activeElement;
    effect(() => {
      const dialog = this.element().nativeElement;
      if (dialog.open) return;
      dialog.showModal();
      dialog.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    });
    // The browser gives the focus back when a dialog closes, not when it is taken out of the page.
    inject(DestroyRef).onDestroy(() => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    });
  }

  protected askToClose(event: Event): void {
    event.preventDefault();
    if (this.closable()) this.closed.emit();
  }

  /** Browsers close it without asking where somebody presses Escape several times. */
  protected answerClosing(): void {
    if (this.closable()) this.closed.emit();
    else this.element().nativeElement.showModal();
  }
}
