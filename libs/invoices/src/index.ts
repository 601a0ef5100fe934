export { InvoiceArchive, type ArchivedInvoice } from './invoice-archive.service.js';
export { CreditExceedsInvoice } from './invoices.errors.js';
export { InvoicesModule } from './invoices.module.js';
export {
  Invoicing,
  type CreditNoteOrder,
  type InvoiceLineOrder,
  type InvoiceOrder,
  type IssuedInvoice,
} from './invoicing.service.js';
