import { Component, computed, input } from '@angular/core';
import type { FieldState } from '@angular/forms/signals';
import { Icon } from '../icon/icon.js';

/**
 * Under a field: what is wrong with it once it was touched or the server said so, else a hint. Give
 * it the id that the field names in `aria-describedby`.
 */
@Component({
  selector: 'pr-field-hint',
  imports: [Icon],
  template: `
    @if (fault(); as sentence) {
      <span class="hint err"><pr-icon name="circle-x" />{{ sentence }}</span>
    } @else if (hint(); as text) {
      <span class="hint">{{ text }}</span>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    :host(:empty) {
      display: none;
    }
  `,
})
export class FieldHint {
  readonly field = input<FieldState<unknown> | null>(null);
  /** What the server said about it. */
  readonly server = input<string | null>(null);
  readonly hint = input<string>();

  protected readonly fault = computed(() => {
    const field = this.field();
    const own = field?.touched() ? field.errors()[0]?.message : undefined;
    return own ?? sentence(this.server());
  });
}

/** `must be above zero` -> `It must be above zero.` */
function sentence(detail: string | null): string | null {
  if (!detail) return null;
  const text = /^[a-z]/.test(detail) ? `It ${detail}` : detail;
  return text.endsWith('.') ? text : `${text}.`;
}
