import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const DESCRIPTION = `Purser sells prepaid tokens to organizations, keeps them in wallets, and lets
programs spend them at high rate.

Tokens are whole numbers, money is \`{amount, currency}\` in minor units, instants are ISO 8601 in
UTC. Refusals are \`application/problem+json\` (RFC 9457). Lists are keyset pages, newest first.`;

/** The OpenAPI 3.1 document that the code yields; committed as \`openapi.json\`. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
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
    })
    .build();
  return SwaggerModule.createDocument(app, config);
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
