import { DOCUMENT } from '@angular/common';
import { computed, DestroyRef, effect, inject, Service, signal, type Signal } from '@angular/core';
import {
  type CanDeactivateFn,
  NavigationCancel,
  NavigationCancellationCode,
  NavigationEnd,
  NavigationError,
  Router,
  type RunGuardsAndResolvers,
} from '@angular/router';
import { Session } from './auth/session.js';

/** Another navigation follows these by itself: what was answered holds for it too. */
const GOES_ON: readonly NavigationCancellationCode[] = [
  NavigationCancellationCode.Redirect,
  NavigationCancellationCode.SupersededByNewNavigation,
];

/** What was typed and not saved: whoever leaves it is asked first. */
@Service()
export class UnsavedChanges {
  private readonly session = inject(Session);
  private readonly known = signal<readonly Signal<boolean>[]>([]);
  private readonly any = computed(() => this.known().some((isUnsaved) => isUnsaved()));
  private readonly asked = signal<((leave: boolean) => void) | null>(null);
  private agreed = false;

  /** Answers the open question; null while there is none. */
  readonly question = this.asked.asReadonly();

  constructor() {
    // Closing the tab or loading the page anew: the browser asks in its own words.
    inject(DOCUMENT).defaultView?.addEventListener('beforeunload', (event) => {
      if (this.any()) event.preventDefault();
    });
    // Saved in the meantime: nothing is lost any more.
    effect(() => {
      if (!this.any()) this.asked()?.(true);
    });
    inject(Router).events.subscribe((event) => {
      const isOver = event instanceof NavigationEnd || event instanceof NavigationError;
      const isOff = event instanceof NavigationCancel && !GOES_ON.includes(event.code!);
      if (isOver || isOff) this.agreed = false;
    });
  }

  /** Watches over a form until its component is gone. Called where things are injected. */
  keep(isUnsaved: Signal<boolean>): void {
    this.known.update((known) => [...known, isUnsaved]);
    inject(DestroyRef).onDestroy(() => {
      this.known.update((known) => known.filter((one) => one !== isUnsaved));
    });
  }

  /** Whether the page may be left; asks where something would be lost, once for each way out. */
  mayLeave(): boolean | Promise<boolean> {
    this.asked()?.(false);
    // Nothing can be saved once the session is over.
    if (this.agreed || !this.any() || this.session.user() === null) return true;
    return new Promise((resolve) => {
      this.asked.set((leave) => {
        this.asked.set(null);
        this.agreed = leave;
        resolve(leave);
      });
    });
  }
}

/** Lets a page be left that has nothing unsaved, or once the person has said so. */
export const nothingUnsaved: CanDeactivateFn<unknown> = () => inject(UnsavedChanges).mayLeave();

/** Also asked where the page stays and only what it shows, by `name` in the address, changes. */
export const orOtherQuery =
  (name: string): RunGuardsAndResolvers =>
  (from, to) =>
    from.paramMap.get('organizationId') !== to.paramMap.get('organizationId') ||
    from.queryParamMap.get(name) !== to.queryParamMap.get(name);
