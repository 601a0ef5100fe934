import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import {
  vatNumberExample,
  vatNumberOf,
  type OrganizationView,
  type PageView,
} from '@purser/contracts';
import {
  type Actor,
  Clock,
  decodeCursor,
  InvalidRequest,
  isId,
  newId,
  Outbox,
  PreconditionFailed,
  toPage,
  type Tx,
  UnitOfWork,
  type Versioned,
} from '@purser/platform';
import { BoundedMap } from '../access/bounded-map.js';
import { CurrencyIsFixed } from '../identity.errors.js';
import { OrganizationCreated } from '../identity.events.js';
import { accepts } from '../if-match.js';
import { OrganizationDirectoryEntry } from './organization-directory.entity.js';
import { Organization } from './organization.entity.js';

const MOST_KNOWN = 100_000;
const BY_WORDS = `(strpos(entry.search, :wanted) > 0 OR entry.organizationId IN (
  SELECT membership.organization_id FROM membership_directory membership
    JOIN users person ON person.id = membership.user_id WHERE person.email = :wanted))`;
const BY_ID = `(entry.organizationId = :wanted OR entry.organizationId IN (
  SELECT known.organization_id FROM public_ids known WHERE known.id = :wanted))`;

/** Who the organization is, as invoices, prices and schedules need it. */
export interface OrganizationProfile {
  id: string;
  name: string;
  legalName: string;
  /** ISO 4217. */
  currency: string;
  /** IANA. */
  timeZone: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  addressLines: string[];
  taxId: string | null;
  taxExempt: boolean;
  billingEmail: string;
  poNumber: string | null;
}

export type NewOrganization = Omit<
  OrganizationProfile,
  'id' | 'addressLines' | 'taxId' | 'taxExempt' | 'poNumber'
> &
  Partial<Pick<OrganizationProfile, 'addressLines' | 'taxId' | 'taxExempt' | 'poNumber'>>;

/** What an administrator may change. `currency` may be sent along and must be the same. */
export interface OrganizationSettings {
  name: string;
  legalName: string;
  timeZone: string;
  taxId: string | null;
  billingEmail: string;
  poNumber: string | null;
  addressLines?: string[];
  currency?: string;
}

/** Settings with the ETag of their version. */
export type VersionedOrganization = Versioned<OrganizationView>;

/** The organizations: the tenants, their settings, and the directory of all of them. */
@Injectable()
export class Organizations {
  private readonly known = new BoundedMap<string, true>(MOST_KNOWN);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /** The organization of the transaction. */
  async get(tx: Tx): Promise<OrganizationProfile> {
    const row = await tx.findOneByOrFail(Organization, { organizationId: tx.organizationId });
    const { organizationId: _, version: _version, createdAt: _createdAt, ...profile } = row;
    return profile;
  }

  /** Creates an organization: its directory row first, then the tenant itself; emits the event. */
  async create(input: NewOrganization, actor: Actor): Promise<OrganizationProfile> {
    const now = this.clock.now();
    const id = newId(now);
    const { name, currency } = input;
    const search = searchText(input);
    const entry = { organizationId: id, name, search, currency, createdAt: now };
    await this.unitOfWork.platform((tx) => tx.insert(OrganizationDirectoryEntry, entry));
    return this.unitOfWork.run(id, async (tx) => {
      await tx.insert(Organization, {
        addressLines: [],
        taxId: null,
        taxExempt: false,
        poNumber: null,
        ...input,
        organizationId: id,
        id,
        version: 1,
        createdAt: now,
      });
      const profile = await this.get(tx);
      await this.outbox.append(tx, new OrganizationCreated(id));
      await this.audit.append(tx, {
        action: 'organization.created',
        actor,
        subjectType: 'organization',
        subjectId: id,
        after: profile,
        at: now,
      });
      return profile;
    });
  }

  /** Id of the organization with exactly this name, or null; the oldest when there are several. */
  async findByName(name: string): Promise<string | null> {
    const entry = await this.unitOfWork.platform((tx) =>
      tx.findOne(OrganizationDirectoryEntry, {
        where: { name },
        order: { organizationId: 'ASC' },
      }),
    );
    return entry?.organizationId ?? null;
  }

  /** Whether there is such an organization. */
  async exists(organizationId: string): Promise<boolean> {
    if (this.known.get(organizationId)) return true;
    const found = await this.unitOfWork.read(organizationId, (tx) =>
      tx.existsBy(Organization, { organizationId }),
    );
    if (found) this.known.set(organizationId, true);
    return found;
  }

  /** Names by id, of those that exist. */
  async namesOf(organizationIds: readonly string[]): Promise<Map<string, string>> {
    if (organizationIds.length === 0) return new Map();
    const entries = await this.unitOfWork.platform((tx) =>
      tx
        .createQueryBuilder(OrganizationDirectoryEntry, 'entry')
        .where('entry.organizationId = ANY (:ids)', { ids: organizationIds })
        .getMany(),
    );
    return new Map(entries.map((entry) => [entry.organizationId, entry.name]));
  }

  /** The settings with their ETag. */
  async settings(organizationId: string): Promise<VersionedOrganization> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const row = await tx.findOneByOrFail(Organization, { organizationId });
      return { view: organizationView(row), eTag: eTagOf(row) };
    });
  }

  /**
   * Replaces the settings.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws PreconditionFailed it was changed in the meantime
   * @throws CurrencyIsFixed another currency was sent
   * @throws InvalidRequest another tax id was sent, which is no VAT number of a country that has them
   */
  async change(
    organizationId: string,
    settings: OrganizationSettings,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<VersionedOrganization> {
    const at = this.clock.now();
    const changed = await this.unitOfWork.run(organizationId, async (tx) => {
      const row = await tx.findOneOrFail(Organization, {
        where: { organizationId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!accepts(ifMatch, eTagOf(row))) throw new PreconditionFailed(eTagOf(row));
      const { currency, ...wanted } = settings;
      if (currency !== undefined && currency !== row.currency) {
        throw new CurrencyIsFixed(row.currency);
      }
      if (wanted.taxId !== row.taxId) assertTaxId(wanted.taxId, row.country);
      const before = await this.get(tx);
      await tx.update(Organization, { organizationId }, { ...wanted, version: row.version + 1 });
      const after = await this.get(tx);
      await this.audit.append(tx, {
        action: 'organization.changed',
        actor,
        subjectType: 'organization',
        subjectId: organizationId,
        before,
        after,
        at,
      });
      return tx.findOneByOrFail(Organization, { organizationId });
    });
    // After the tenant: a directory that lags only makes an old name findable a little longer.
    const entry = { name: changed.name, search: searchText(changed) };
    await this.unitOfWork.platform((tx) =>
      tx.update(OrganizationDirectoryEntry, { organizationId }, entry),
    );
    return { view: organizationView(changed), eTag: eTagOf(changed) };
  }

  /**
   * Searches names, legal names and billing e-mails of all organizations, newest first. The whole
   * e-mail of a member, and any id that is addressed without its organization, find it too.
   */
  async search(
    text: string,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<OrganizationView>> {
    const before = page.cursor ? decodeCursor(page.cursor, isId) : null;
    const wanted = text.trim().toLowerCase();
    const entries = await this.unitOfWork.platform((tx) => {
      const query = tx
        .createQueryBuilder(OrganizationDirectoryEntry, 'entry')
        .where(isId(wanted) ? BY_ID : BY_WORDS, { wanted });
      if (before !== null) query.andWhere('entry.organizationId < :before', { before });
      return query
        .orderBy('entry.organizationId', 'DESC')
        .take(page.limit + 1)
        .getMany();
    });
    const found = toPage(
      entries,
      page.limit,
      (entry) => entry.organizationId,
      (entry) => entry.organizationId,
    );
    const data: OrganizationView[] = [];
    for (const id of found.data) {
      const row = await this.unitOfWork.read(id, (tx) =>
        tx.findOneBy(Organization, { organizationId: id }),
      );
      if (row) data.push(organizationView(row));
    }
    return { data, nextCursor: found.nextCursor };
  }
}

/** The wire form of the settings. */
export function organizationView(row: Organization): OrganizationView {
  return {
    id: row.id,
    name: row.name,
    legalName: row.legalName,
    currency: row.currency,
    timeZone: row.timeZone,
    country: row.country,
    addressLines: row.addressLines,
    taxId: row.taxId,
    billingEmail: row.billingEmail,
    poNumber: row.poNumber,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Where the form of VAT numbers is known, what has it not would only look like one. */
function assertTaxId(taxId: string | null, country: string): void {
  const example = vatNumberExample(country);
  if (taxId === null || example === null || vatNumberOf(taxId, country) !== null) return;
  const detail = `must be a VAT number such as ${example}, or left out`;
  throw new InvalidRequest([{ pointer: '/taxId', detail }]);
}

function searchText(of: Pick<Organization, 'name' | 'legalName' | 'billingEmail'>): string {
  return [of.name, of.legalName, of.billingEmail].join('\n').toLowerCase();
}

function eTagOf(row: Organization): string {
  return `"${row.version}"`;
}
