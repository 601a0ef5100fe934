import { inject, Service } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { OrganizationContext } from './organization/organization-context.js';

/** `Balance history · Acme · Purser`. */
@Service()
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly context = inject(OrganizationContext);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const page = this.buildTitle(snapshot);
    const inOrganization = snapshot.url.startsWith('/o/');
    const words = [page, inOrganization ? this.context.name() : '', 'Purser'];
    this.title.setTitle(words.filter(Boolean).join(' · '));
  }
}
