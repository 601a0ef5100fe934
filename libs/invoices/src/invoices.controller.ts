import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { minorToDecimal, type MoneyView, type PageView } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  listOrCsv,
  OrganizationId,
  pageOf,
  type CsvColumns,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvoiceDto } from './dto/invoice.view.js';
import { ListInvoicesQuery } from './dto/list-invoices.dto.js';
import { electronicInvoice } from './e-invoice/e-invoice.js';
import { InvoiceArchive } from './invoice-archive.service.js';
import { invoicePdf } from './pdf/invoice-pdf.js';

const PDF = 'application/pdf';
const XML = 'application/xml';
const decimal = ({ amount, currency }: MoneyView) => minorToDecimal(amount, currency);

const CSV_COLUMNS: CsvColumns<InvoiceDto> = {
  number: (invoice) => invoice.number,
  kind: (invoice) => invoice.kind,
  issuedAt: (invoice) => invoice.issuedAt,
  purchaseReferenceId: (invoice) => invoice.purchaseReferenceId,
  correctsNumber: (invoice) => invoice.corrects?.number,
  buyer: (invoice) => invoice.buyer.name,
  buyerTaxId: (invoice) => invoice.buyer.taxId,
  poNumber: (invoice) => invoice.buyer.poNumber,
  seller: (invoice) => invoice.seller.name,
  currency: (invoice) => invoice.total.currency,
  subtotal: (invoice) => decimal(invoice.subtotal),
  taxRatePercent: (invoice) => invoice.taxRatePercent,
  taxTreatment: (invoice) => invoice.taxTreatment,
  tax: (invoice) => decimal(invoice.tax),
  total: (invoice) => decimal(invoice.total),
  status: (invoice) => invoice.status,
};

@ApiTags('Invoices')
@Controller('tokens/invoices')
export class InvoicesController {
  constructor(private readonly archive: InvoiceArchive) {}

  @Get()
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'listInvoices',
    summary: 'List invoices and credit notes',
    description: 'Newest first. `Accept: text/csv` streams the whole filtered list.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: pageOf(InvoiceDto) })
  @ApiAccessProblems('organization-required', 'invalid-cursor')
  list(
    @OrganizationId() organizationId: string,
    @Query() query: ListInvoicesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<InvoiceDto> | undefined> {
    const kind = query.kind === undefined ? {} : { kind: query.kind };
    return listOrCsv(request, reply, query, CSV_COLUMNS, (page) =>
      this.archive.list(organizationId, { ...page, ...kind }),
    );
  }

  @Get(':id')
  @Access('tokens.view', { resource: 'invoice', param: 'id' })
  @ApiOperation({
    operationId: 'getInvoice',
    summary: 'Read an invoice or credit note',
    description:
      'JSON, the printable document with `Accept: application/pdf`, or the structured invoice of ' +
      'EN 16931 (Cross Industry Invoice, the XML of Factur-X) with `Accept: application/xml`.',
  })
  @ApiExtraModels(InvoiceDto)
  @ApiOkResponse({
    description: 'The document as it was issued',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(InvoiceDto) } },
      [PDF]: { schema: { type: 'string', format: 'binary' } },
      [XML]: { schema: { type: 'string' } },
    },
  })
  @ApiAccessProblems('not-offered')
  async get(
    @OrganizationId() organizationId: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InvoiceDto | undefined> {
    const { view, timeZone } = await this.archive.get(organizationId, id);
    void reply.header('vary', 'accept');
    const accepted = (request.headers.accept ?? '').toLowerCase();
    if (accepted.includes(PDF)) {
      await sendFile(reply, PDF, `${view.number}.pdf`, await invoicePdf(view, timeZone));
    } else if (accepted.includes(XML) && !accepted.includes('text/html')) {
      await sendFile(reply, XML, `${view.number}.xml`, await electronicInvoice(view, timeZone));
    } else {
      return view;
    }
    return undefined;
  }
}

async function sendFile(
  reply: FastifyReply,
  type: string,
  name: string,
  content: Buffer | string,
): Promise<void> {
  await reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(content);
}
