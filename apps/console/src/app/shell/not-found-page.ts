import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Empty } from '../shared/state/empty.js';

/** An address that leads nowhere, or to what one may not see: both look the same. */
@Component({
  selector: 'pr-not-found-page',
  imports: [Empty, RouterLink],
  template: `
    <h1 class="visually-hidden">Not found</h1>
    <section class="panel" aria-label="Not found">
      <pr-empty
        icon="search"
        heading="There is nothing at this address"
        sentence="It does not exist, or belongs to an organization you cannot see."
      >
        <a class="btn outlined" routerLink="/">Start page</a>
      </pr-empty>
    </section>
  `,
})
export class NotFoundPage {}
