import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/**
 * What it takes to reach a cluster; plain JSON, so that it can be handed to another process.
 *
 * @typedef {object} Coordinates
 * @property {string} host
 * @property {number} port
 * @property {Record<Role, string>} passwords
 */
/** @typedef {'postgres' | 'purser_owner' | 'purser_app' | 'purser_jobs'} Role */

const ROLES_FILE = path.resolve(import.meta.dirname, '../../apps/api/migrations/roles.sql');
const LOGIN_ROLES = /** @type {const} */ (['purser_owner', 'purser_app', 'purser_jobs']);

/**
 * @param {Coordinates} cluster
 * @param {Role} role
 * @param {string} database
 * @returns {string} the address of `database` as `role`
 */
export function connectionUrl(cluster, role, database) {
  const password = encodeURIComponent(cluster.passwords[role]);
  return `postgres://${role}:${password}@${cluster.host}:${cluster.port}/${database}`;
}

/**
 * Creates Purser's roles with their passwords, and `database` when it is missing. Repeating it is
 * harmless.
 *
 * @param {Coordinates} cluster
 * @param {string} database
 * @returns {Promise<boolean>} whether it was missing
 */
export async function ensureRolesAndDatabase(cluster, database) {
  const client = new pg.Client({
    connectionString: connectionUrl(cluster, 'postgres', 'postgres'),
  });
  await client.connect();
  try {
    await client.query(fs.readFileSync(ROLES_FILE, 'utf8'));
    for (const role of LOGIN_ROLES) {
      const password = client.escapeLiteral(cluster.passwords[role]);
      await client.query(`ALTER ROLE ${role} PASSWORD ${password}`);
    }
    const name = client.escapeIdentifier(database);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 1) return false;
    await client.query(`CREATE DATABASE ${name} OWNER purser_owner`);
    return true;
  } finally {
    await client.end();
  }
}
