import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const WORTH_IT = /\.(js|css|svg|json|txt|webmanifest)$/;
const LEAST_BYTES = 1_024;

/**
 * Writes `<file>.br` and `<file>.gz` beside each text file, as small as they get: they are made once
 * and sent for ever.
 *
 * @param {string} folder
 */
export async function precompress(folder) {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && WORTH_IT.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  await Promise.all(files.map(compress));
}

/** @param {string} file */
async function compress(file) {
  const content = await fs.readFile(file);
  if (content.length < LEAST_BYTES) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await fs.writeFile(`${file}.br`, await promisify(brotliCompress)(content, { params }));
  await fs.writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}
