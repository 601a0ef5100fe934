import { Component, computed, inject, input, signal } from '@angular/core';
import { DOCUMENT } from '@angular/common';
import { Icon } from '../icon/icon.js';

const SHOWN_MS = 1_500;
const HEAD = 13;
const TAIL = 4;

/** An id, reference or digest: a click copies it whole. Long ones are cut in the middle. */
@Component({
  selector: 'pr-copy-id',
  imports: [Icon],
  template: `
    <button type="button" [title]="'Copy ' + value()" (click)="copy()">
      <span class="visually-hidden">Copy {{ label() }} </span>
      <span class="trunc">{{ short() }}</span>
      <pr-icon [name]="copied() ? 'check' : 'copy'" />
    </button>
    <span class="visually-hidden" role="status">{{ copied() ? 'Copied' : '' }}</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      max-width: 100%;
      margin-block: -2px;
      vertical-align: middle;
    }
    button {
      font: var(--pr-code);
      letter-spacing: -0.02em;
      color: var(--id-color, var(--mat-sys-on-surface-variant));
      display: inline-flex;
      align-items: center;
      gap: 4px;
      border: 0;
      background: none;
      padding: 4px 0;
      max-width: 100%;
    }
    button:hover {
      color: var(--mat-sys-on-surface);
    }
    pr-icon {
      --icon-size: 12px;
      opacity: 0.75;
    }
  `,
})
export class CopyId {
  private readonly document = inject(DOCUMENT);

  readonly value = input.required<string>();
  /** What the id belongs to, for people who hear the page. */
  readonly label = input('id');
  protected readonly copied = signal(false);
  protected readonly short = computed(() => {
    const value = this.value();
    return value.length > HEAD + TAIL + 5
      ? `${value.slice(0, HEAD)}\u2026${value.slice(-TAIL)}`
      : value;
  });

  protected async copy(): Promise<void> {
    await this.document.defaultView?.navigator.clipboard?.writeText(this.value());
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}
