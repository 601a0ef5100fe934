import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readConfig } from '@purser/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { openApiDocument } from './http/docs.js';
import { OUTSIDE_API } from './http/http-app.js';

/** Writes the OpenAPI document to the path given as argument, without any database or key. */
const target = path.resolve(process.argv[2] ?? 'openapi.json');
const nowhere = 'postgres://nobody@127.0.0.1:1/none';
const config = readConfig({
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  DATABASE_URL: nowhere,
  DATABASE_JOBS_URL: nowhere,
  JWT_PRIVATE_KEY: '-----BEGIN NONE-----',
});
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule.forRoot(config),
  new FastifyAdapter(),
  { preview: true, logger: false },
);
app.setGlobalPrefix('api', { exclude: OUTSIDE_API });
await writeFile(target, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
process.exit(0);
