import { DOCUMENT } from '@angular/common';
import { computed, effect, inject, Service, signal } from '@angular/core';

export type ThemeChoice = 'auto' | 'light' | 'dark';

const STORAGE_KEY = 'purser.theme';
const DARK_QUERY = '(prefers-color-scheme: dark)';

/** Light, dark, or as the system has it. The choice is kept in this browser. */
@Service()
export class Theme {
  private readonly document = inject(DOCUMENT);
  private readonly system = this.document.defaultView?.matchMedia?.(DARK_QUERY);
  private readonly systemIsDark = signal(this.system?.matches ?? false);

  readonly choice = signal<ThemeChoice>(this.stored());
  /** Whether dark colours are in effect; charts draw again when it turns. */
  readonly dark = computed(() =>
    this.choice() === 'auto' ? this.systemIsDark() : this.choice() === 'dark',
  );

  constructor() {
    this.system?.addEventListener?.('change', (event) => this.systemIsDark.set(event.matches));
    effect(() => {
      const choice = this.choice();
      this.document.documentElement.style.colorScheme = choice === 'auto' ? 'light dark' : choice;
      this.storage()?.setItem(STORAGE_KEY, choice);
    });
  }

  private stored(): ThemeChoice {
    const value = this.storage()?.getItem(STORAGE_KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  }

  private storage(): Storage | undefined {
    return this.document.defaultView?.localStorage;
  }
}
