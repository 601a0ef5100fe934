export { Books } from './books/books.service.js';
export { BooksCheckView, BooksView } from './dto/books.dto.js';
export { ReportsModule } from './reports.module.js';
