import { httpResource } from '@angular/common/http';
import { computed, inject, Injectable } from '@angular/core';
import type { MemberView, PageView } from '@purser/contracts';
import { OrganizationContext } from '../../core/organization/organization-context.js';

const MEMBERS = 200;

/**
 * The members that can be told, read once for a page however many lists of recipients stand there.
 * Only administrators may list members; for others it is empty.
 */
@Injectable()
export class MemberList {
  private readonly context = inject(OrganizationContext);
  private readonly list = httpResource<PageView<MemberView>>(() =>
    this.context.can('organization.admin')
      ? {
          url: `/api/organizations/${this.context.organizationId()}/members`,
          params: { limit: MEMBERS },
        }
      : undefined,
  );
  readonly members = computed(() => (this.list.hasValue() ? this.list.value().data : []));
}
