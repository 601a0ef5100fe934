import { HttpClient, httpResource } from '@angular/common/http';
import { computed, inject, Service, type Signal } from '@angular/core';
import type {
  CataloguePackageView,
  CustomPricesView,
  OrganizationPriceView,
  PageView,
  SellerView,
  TaxRateView,
} from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

export const PACKAGES_ADDRESS = '/api/tokens/catalogue/packages';
export const CUSTOM_PRICES_ADDRESS = '/api/tokens/catalogue/custom-prices';
export const TAX_RATES_ADDRESS = '/api/tokens/catalogue/tax-rates';
const SELLER_ADDRESS = '/api/tokens/catalogue/seller';

const PAGE_ROWS = 50;
/** As many as the API gives at once: enough to name packages and to see overlapping agreements. */
const MANY_ROWS = 200;

/** A package as it is written: everything but who and when. */
export type PackageBody = Pick<
  CataloguePackageView,
  'name' | 'description' | 'tokens' | 'bonusTokens' | 'validityDays' | 'active' | 'prices'
>;

export interface PriceBody {
  packageId?: string;
  currency: string;
  amount?: number;
  perThousandMilliMinor?: number;
  validFrom?: string;
  validTo?: string;
}

export interface CustomPricesBody {
  validityDays: number | null;
  tiers: { fromTokens: number; perThousandMilliMinor: number }[];
}

/** Reads and writes the catalogue, and the prices agreed with the chosen organization. */
@Service()
export class PackagesApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  readonly agreedAddress = computed(
    () => `/api/organizations/${this.context.organizationId()}/prices`,
  );

  packages(cursor: Signal<string | undefined>) {
    return httpResource<PageView<CataloguePackageView>>(() => {
      const after = cursor();
      return {
        url: PACKAGES_ADDRESS,
        params: { limit: PAGE_ROWS, ...(after && { cursor: after }) },
      };
    });
  }

  allPackages() {
    return httpResource<PageView<CataloguePackageView>>(() => ({
      url: PACKAGES_ADDRESS,
      params: { limit: MANY_ROWS },
    }));
  }

  package(id: Signal<string | undefined>) {
    return httpResource<CataloguePackageView>(() => {
      const known = id();
      return known ? packageAddress(known) : undefined;
    });
  }

  create(body: PackageBody): Promise<Outcome<CataloguePackageView>> {
    return outcomeOf(this.http.post<CataloguePackageView>('/api/tokens/packages', body));
  }

  /** Replaces a package, unless somebody changed it since `version`. */
  update(id: string, version: number, body: PackageBody): Promise<Outcome<CataloguePackageView>> {
    const headers = { 'If-Match': `"${version}"` };
    return outcomeOf(this.http.put<CataloguePackageView>(packageAddress(id), body, { headers }));
  }

  agreed() {
    return httpResource<PageView<OrganizationPriceView>>(() => ({
      url: this.agreedAddress(),
      params: { limit: MANY_ROWS },
    }));
  }

  agree(body: PriceBody): Promise<Outcome<OrganizationPriceView>> {
    return outcomeOf(this.http.post<OrganizationPriceView>(this.agreedAddress(), body));
  }

  withdraw(id: string): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.delete(`${this.agreedAddress()}/${encodeURIComponent(id)}`));
  }

  customPrices() {
    return httpResource<PageView<CustomPricesView>>(() => ({
      url: CUSTOM_PRICES_ADDRESS,
      params: { limit: MANY_ROWS },
    }));
  }

  setCustomPrices(currency: string, body: CustomPricesBody): Promise<Outcome<CustomPricesView>> {
    return outcomeOf(this.http.put<CustomPricesView>(`${CUSTOM_PRICES_ADDRESS}/${currency}`, body));
  }

  taxRates() {
    return httpResource<PageView<TaxRateView>>(() => ({
      url: TAX_RATES_ADDRESS,
      params: { limit: MANY_ROWS },
    }));
  }

  setTaxRate({ country, ...rate }: TaxRateView): Promise<Outcome<TaxRateView>> {
    return outcomeOf(this.http.put<TaxRateView>(`${TAX_RATES_ADDRESS}/${country}`, rate));
  }

  seller() {
    return httpResource<SellerView>(() => SELLER_ADDRESS);
  }

  setSeller(seller: SellerView): Promise<Outcome<SellerView>> {
    return outcomeOf(this.http.put<SellerView>(SELLER_ADDRESS, seller));
  }
}

function packageAddress(id: string): string {
  return `/api/tokens/packages/${encodeURIComponent(id)}`;
}
