import { Directive } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';

/** A word of explanation on hover and keyboard focus; also the element's description. */
@Directive({
  selector: '[prTooltip]',
  hostDirectives: [{ directive: MatTooltip, inputs: ['matTooltip: prTooltip'] }],
  host: { tabindex: '0', class: 'has-tooltip' },
})
export class Tooltip {}
