import { DOCUMENT } from '@angular/common';
import { DestroyRef, inject, Service, signal, type Signal } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Session } from './auth/session.js';

/** What was typed and not saved: whoever leaves it is asked first. */
@Service()
export class UnsavedChanges {
  private readonly session = inject(Session);
  private readonly known = new Set<Signal<boolean>>();
  private readonly asked = signal<((leave: boolean) => void) | null>(null);

  /** Answers the open question; null while there is none. */
  readonly question = this.asked.asReadonly();

  constructor() {
    // Closing the tab or loading the page anew: the browser asks in its own words.
    inject(DOCUMENT).defaultView?.addEventListener('beforeunload', (event) => {
      if (this.any()) event.preventDefault();
    });
  }

  /** Watches over a form until its component is gone. Called where things are injected. */
  keep(isUnsaved: Signal<boolean>): void {
    this.known.add(isUnsaved);
    inject(DestroyRef).onDestroy(() => this.known.delete(isUnsaved));
  }

  /** Whether the page may be left; asks where something would be lost. */
  mayLeave(): boolean | Promise<boolean> {
    // Nothing can be saved once the session is over.
    if (!this.any() || this.session.user() === null) return true;
    this.asked()?.(false);
    return new Promise((resolve) => {
      this.asked.set((leave) => {
        this.asked.set(null);
        resolve(leave);
      });
    });
  }

  private any(): boolean {
    return [...this.known].some((isUnsaved) => isUnsaved());
  }
}

/** Lets a page be left that has nothing unsaved, or once the person has said so. */
export const nothingUnsaved: CanDeactivateFn<unknown> = () => inject(UnsavedChanges).mayLeave();
