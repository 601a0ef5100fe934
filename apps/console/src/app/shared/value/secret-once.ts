import { DOCUMENT } from '@angular/common';
import { Component, inject, input, model, signal } from '@angular/core';
import { Icon } from '../icon/icon.js';

const SHOWN_MS = 1_500;
let secrets = 0;

/** A secret that is shown this once: whole, selectable, with a button that copies it. */
@Component({
  selector: 'pr-secret-once',
  imports: [Icon],
  template: `
    <div class="note warning-tone">
      <pr-icon name="triangle-alert" />
      <div>
        <b>Copy it to a safe place.</b>
        {{ sentence() }}
      </div>
    </div>
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      <div class="row nowrap">
        <input
          #field
          class="input code"
          type="text"
          readonly
          autocomplete="off"
          spellcheck="false"
          [id]="id"
          [value]="secret()"
          (focus)="field.select()"
        />
        <button type="button" class="btn outlined" data-first-focus (click)="copy()">
          <pr-icon [name]="copied() ? 'check' : 'copy'" />{{ copied() ? 'Copied' : 'Copy' }}
        </button>
      </div>
      <span class="visually-hidden" role="status">{{ copied() ? 'Copied' : '' }}</span>
    </div>
    <label class="check">
      <input type="checkbox" [checked]="kept()" (change)="keep($event)" />
      <span>I have kept it where only those who need it can read it</span>
    </label>
  `,
  styles: `
    :host {
      display: grid;
      gap: 16px;
    }
  `,
})
export class SecretOnce {
  private readonly document = inject(DOCUMENT);

  readonly secret = input.required<string>();
  readonly label = input.required<string>();
  readonly sentence = input('It is shown this once. Purser keeps only a digest of it.');
  /** Whether the person says that it is kept. */
  readonly kept = model(false);
  protected readonly id = `secret-${(secrets += 1)}`;
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    await this.document.defaultView?.navigator.clipboard?.writeText(this.secret());
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), SHOWN_MS);
  }

  protected keep(event: Event): void {
    this.kept.set((event.target as HTMLInputElement).checked);
  }
}
