import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '@purser/identity';
import { CreditNote } from './credit-note.entity.js';
import { InvoiceArchive } from './invoice-archive.service.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { InvoiceSeries } from './invoice-series.entity.js';
import { Invoice } from './invoice.entity.js';
import { InvoicesController } from './invoices.controller.js';
import { Invoicing } from './invoicing.service.js';

/** Issues, keeps and prints invoices and credit notes. */
@Module({
  imports: [
    IdentityModule,
    TypeOrmModule.forFeature([CreditNote, Invoice, InvoiceLine, InvoiceSeries]),
  ],
  controllers: [InvoicesController],
  providers: [InvoiceArchive, Invoicing],
  exports: [InvoiceArchive, Invoicing],
})
export class InvoicesModule {}
