import { Component, input } from '@angular/core';
import { Icon } from '../icon/icon.js';

/** Under a field: what is wrong with it, else what it means. */
@Component({
  selector: 'pr-field-message',
  imports: [Icon],
  template: `
    @if (error(); as text) {
      <span class="hint err"><pr-icon name="circle-x" />{{ text }}</span>
    } @else {
      <span class="hint"><ng-content /></span>
    }
  `,
  styles: `
    .hint pr-icon {
      --icon-size: 12px;
    }
  `,
})
export class FieldMessage {
  readonly error = input.required<string | null>();
}
