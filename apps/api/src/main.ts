import path from 'node:path';
import { existsSync } from 'node:fs';
import { readConfig } from '@purser/platform';
import { createHttpApp } from './http/http-app.js';

// dist/api/apps/api/src -> dist/console/browser
const consoleRoot = path.resolve(import.meta.dirname, '../../../../console/browser');

/** Connections that may wait to be accepted: a crowd comes within one turn of the event loop. */
const WAITING_CONNECTIONS = 4_096;

const config = readConfig();
const app = await createHttpApp(config, {
  docs: true,
  ...(existsSync(path.join(consoleRoot, 'index.html')) ? { consoleRoot } : {}),
});
await app.listen({ port: config.PORT, host: config.HOST, backlog: WAITING_CONNECTIONS });
