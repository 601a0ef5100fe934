import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Installation } from '../core/installation.js';
import { BrandMark } from '../shared/icon/brand-mark.js';

/** The page around sign-in and the password forms: mark above, links below. */
@Component({
  selector: 'pr-sign-in-layout',
  imports: [BrandMark, RouterOutlet],
  template: `
    <header><pr-brand-mark />Purser</header>
    <main id="main"><router-outlet /></main>
    <footer>
      <a href="/api/docs">API documentation</a><span aria-hidden="true">·</span
      ><a href="/health/ready">Status</a>
      @if (installation.view(); as view) {
        <span class="push">v{{ view.version }}</span>
      }
    </footer>
  `,
  styleUrl: './sign-in-layout.scss',
})
export class SignInLayout {
  protected readonly installation = inject(Installation);
}
