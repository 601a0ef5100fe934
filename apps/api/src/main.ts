import path from 'node:path';
import { existsSync } from 'node:fs';
import { readConfig } from '@purser/platform';
import { createHttpApp } from './http/http-app.js';

// dist/api/apps/api/src -> dist/console/browser
const consoleRoot = path.resolve(import.meta.dirname, '../../../../console/browser');

const config = readConfig();
const app = await createHttpApp(config, {
  docs: true,
  ...(existsSync(path.join(consoleRoot, 'index.html')) ? { consoleRoot } : {}),
});
await app.listen(config.PORT, config.HOST);
