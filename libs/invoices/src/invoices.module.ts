import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '@purser/identity';
import { CreditNote } from './credit-note.entity.js';
import { InvoiceArchive } from './invoice-archive.service.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { InvoiceSeries } from './invoice-series.entity.js';
import { Invoice } from './invoice.entity.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesCron } from './invoices.cron.js';
import { Invoicing } from './invoicing.service.js';
import { SellerNumberQueue } from './seller-numbers/seller-number-queue.entity.js';
import { SellerNumber } from './seller-numbers/seller-number.entity.js';
import { SellerNumbering } from './seller-numbers/seller-numbering.service.js';
import { SellerSeries } from './seller-numbers/seller-series.entity.js';

/** Issues, keeps and prints invoices and credit notes. */
@Module({
  imports: [
    IdentityModule,
    TypeOrmModule.forFeature([
      CreditNote,
      Invoice,
      InvoiceLine,
      InvoiceSeries,
      SellerNumber,
      SellerNumberQueue,
      SellerSeries,
    ]),
  ],
  controllers: [InvoicesController],
  providers: [InvoiceArchive, InvoicesCron, Invoicing, SellerNumbering],
  exports: [InvoiceArchive, Invoicing],
})
export class InvoicesModule {}
