import { DOCUMENT } from '@angular/common';
import { Component, inject, signal } from '@angular/core';
import { Icon } from '../icon/icon.js';

const SHOWN_MS = 1_500;

/** Copies the address of what is open, so that somebody else sees the same. */
@Component({
  selector: 'pr-copy-link',
  imports: [Icon],
  template: `
    <button type="button" class="btn outlined" (click)="copy()">
      <pr-icon [name]="copied() ? 'check' : 'link'" />Copy link
    </button>
    <span class="visually-hidden" role="status">{{ copied() ? 'Copied' : '' }}</span>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
    .btn {
      flex: 1;
    }
  `,
})
export class CopyLink {
  private readonly document = inject(DOCUMENT);
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    const view = this.document.defaultView;
    await view?.navigator.clipboard?.writeText(view.location.href);
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}
