import { Component, input } from '@angular/core';

let panels = 0;

/**
 * A box with a hairline, never a shadow: a section named by its heading. `[panelMark]` stands
 * beside the heading, `[panelAction]` at the right.
 */
@Component({
  selector: 'pr-panel',
  host: { class: 'panel', role: 'region', '[attr.aria-labelledby]': 'headingId' },
  template: `
    <header>
      <h2 [id]="headingId">{{ heading() }}</h2>
      <ng-content select="[panelMark]" />
      <span class="push"><ng-content select="[panelAction]" /></span>
    </header>
    <ng-content />
  `,
})
export class Panel {
  readonly heading = input.required<string>();
  protected readonly headingId = `panel-${(panels += 1)}`;
}
