import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { AgreedPrices } from './agreed-prices.js';
import { CatalogueReader } from './catalogue-reader.service.js';
import { CatalogueController } from './catalogue.controller.js';
import { Catalogue } from './catalogue.service.js';
import { CustomPriceList } from './custom-price-list.entity.js';
import { CustomPriceTier } from './custom-price-tier.entity.js';
import { LegalEntity } from './legal-entity.entity.js';
import { Offers } from './offers.service.js';
import { OrganizationPrice } from './organization-price.entity.js';
import { OrganizationPrices } from './organization-prices.service.js';
import { OrganizationPricesController } from './organization-prices.controller.js';
import { PackageAdministrationController } from './package-administration.controller.js';
import { PackagesController } from './packages.controller.js';
import { Pricing } from './pricing.service.js';
import { Sellers } from './sellers.service.js';
import { TaxRate } from './tax-rate.entity.js';
import { TokenPackagePrice } from './token-package-price.entity.js';
import { TokenPackage } from './token-package.entity.js';

const ENTITIES = [
  CustomPriceList,
  CustomPriceTier,
  LegalEntity,
  OrganizationPrice,
  TaxRate,
  TokenPackage,
  TokenPackagePrice,
];

/** What is sold, for how much, and by whom. */
@Module({
  imports: [AuditModule, IdentityModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [
    CatalogueController,
    OrganizationPricesController,
    PackageAdministrationController,
    PackagesController,
  ],
  providers: [
    AgreedPrices,
    Catalogue,
    CatalogueReader,
    Offers,
    OrganizationPrices,
    Pricing,
    Sellers,
  ],
  exports: [Catalogue, CatalogueReader, OrganizationPrices, Pricing, Sellers],
})
export class PackagesModule {}
