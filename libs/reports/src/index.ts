export { Books } from './books/books.service.js';
export { BooksCheckView, BooksView } from './dto/books.dto.js';
export { FinanceReports } from './finance/finance-report.service.js';
export { Reconciler } from './reconciliation/reconciler.service.js';
export { ReportsModule } from './reports.module.js';
