import { DOCUMENT } from '@angular/common';
import { effect, inject, Service, signal } from '@angular/core';

const STORAGE_KEY = 'purser.singleKeys';

/** Whether keys without a modifier do something. People who dictate switch them off (WCAG 2.1.4). */
@Service()
export class Shortcuts {
  private readonly storage = inject(DOCUMENT).defaultView?.localStorage;

  readonly singleKeys = signal(this.storage?.getItem(STORAGE_KEY) !== 'off');

  constructor() {
    effect(() => this.storage?.setItem(STORAGE_KEY, this.singleKeys() ? 'on' : 'off'));
  }

  /** Whether a key pressed there is meant for the page: no modifier, not in a field or dialog. */
  hears(event: KeyboardEvent): boolean {
    if (!this.singleKeys() || event.defaultPrevented) return false;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const target = event.target;
    return !(
      target instanceof Element && target.closest('input, select, textarea, dialog') !== null
    );
  }
}
