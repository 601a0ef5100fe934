import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** What belongs together, in the order in which a client meets it. */
const TAGS: Readonly<Record<string, string>> = {
  'Sign-in': 'Sessions and passwords of people. Programs send an API key instead.',
  Organization: 'Settings, members and API keys.',
  Wallet: 'The balance, what it is made of, and what happened to it.',
  Spend: 'How programs spend tokens: debits, batches, reversals and holds.',
  Packages: 'What can be bought and what it costs.',
  Purchases: 'From order to settled tokens.',
  Subscriptions: 'The same package again each month or year.',
  'Auto top-up': 'Buying by itself, below a balance or at fixed times.',
  'Payment methods': 'The cards an organization pays with.',
  Invoices: 'Issued documents, as JSON and as PDF.',
  Notifications: 'What people are told.',
  Events: 'What programs are told: the feed of public events, and webhooks.',
  Audit: 'Who changed what, and the proof that nothing was altered.',
  Reports: 'Exports and the check of the books.',
  Support: 'What staff may do to a wallet.',
  Platform: 'Jobs of this installation.',
  Operations: 'Health and figures of a process.',
  Webhooks: 'Where the payment provider sends its events.',
  Sandbox: 'Only without a live payment provider.',
};

/** Formats of lists that a program reads as text. */
const TEXT_FORMATS = ['text/csv', 'application/x-ndjson'];

const DESCRIPTION = `Purser sells prepaid tokens to organizations, keeps them in wallets, and lets
programs spend them at high rate.

Tokens are whole numbers, money is \`{amount, currency}\` in minor units, instants are ISO 8601 in
UTC. Refusals are \`application/problem+json\` (RFC 9457). Lists are keyset pages, newest first.`;

/** The OpenAPI 3.1 document that the code yields; committed as \`openapi.json\`. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Purser')
    .setDescription(DESCRIPTION)
    .setVersion('0.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This installation')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An access token from `POST /api/auth/login`, or an API key.',
    });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build());
  describeTextFormats(document);
  return document;
}

/** `@ApiProduces` gives every format the schema of the JSON answer; CSV and NDJSON are text. */
function describeTextFormats(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.delete]) {
      for (const response of Object.values(operation?.responses ?? {})) {
        const content = response && 'content' in response ? (response.content ?? {}) : {};
        for (const format of TEXT_FORMATS) {
          if (content[format]) content[format] = { schema: { type: 'string' } };
        }
      }
    }
  }
}

/** Serves the document at /api/openapi.json and the pages at /api/docs, assets included. */
export function setUpDocs(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Purser API',
    swaggerOptions: { persistAuthorization: false, docExpansion: 'none', filter: true },
  });
}
