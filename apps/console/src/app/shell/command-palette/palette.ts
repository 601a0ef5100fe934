import { Service, signal } from '@angular/core';

/** Whether the command palette is open; anything may open it. */
@Service()
export class Palette {
  readonly opened = signal(false);

  open(): void {
    this.opened.set(true);
  }

  close(): void {
    this.opened.set(false);
  }
}
