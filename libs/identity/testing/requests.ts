import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TestDatabase } from '@purser/testing';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, unknown>;
}

/** Sends JSON with an Authorization header and reads the JSON answer, if there is one. */
export async function send(
  app: NestFastifyApplication,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  authorization: string,
  payload?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await app.inject({
    method,
    url: `/api${path}`,
    headers: { authorization, ...headers },
    ...(payload ? { payload } : {}),
  });
  const body = answer.body === '' ? {} : answer.json<Record<string, unknown>>();
  return { status: answer.statusCode, body, headers: answer.headers };
}

/** Events in the outbox of an organization, oldest first. */
export async function eventsOf(
  database: TestDatabase,
  organizationId: string,
  event: string,
): Promise<Record<string, unknown>[]> {
  const { rows } = await database.superuser.query<{ payload: Record<string, unknown> }>(
    'SELECT payload FROM outbox WHERE organization_id = $1 AND event = $2 ORDER BY id',
    [organizationId, event],
  );
  return rows.map(({ payload }) => payload);
}

/** Actions in the audit trail of an organization, in order. */
export async function auditedActions(
  database: TestDatabase,
  organizationId: string,
): Promise<string[]> {
  const { rows } = await database.superuser.query<{ action: string }>(
    'SELECT action FROM token_audit_log WHERE organization_id = $1 ORDER BY sequence',
    [organizationId],
  );
  return rows.map(({ action }) => action);
}
