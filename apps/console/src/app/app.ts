import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Theme } from './core/theme/theme.js';

/** The root: nothing but the page of the address. */
@Component({
  selector: 'pr-root',
  imports: [RouterOutlet],
  template: `<router-outlet />`,
})
export class App {
  // Injected here so that the chosen colours are in effect from the first page on.
  protected readonly theme = inject(Theme);
}
