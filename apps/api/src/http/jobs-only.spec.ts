import fastify from 'fastify';
import { registerJobsOnly } from './jobs-only.js';

describe('a process of role jobs', () => {
  const server = fastify();
  registerJobsOnly(server);
  for (const path of ['/health/live', '/metrics', '/api/tokens/packages', '/healthy']) {
    server.get(path, () => 'served');
  }

  it('says how it is', async () => {
    for (const path of ['/health/live', '/metrics']) {
      expect((await server.inject(path)).body).toBe('served');
    }
  });

  it('serves nothing else', async () => {
    for (const path of ['/api/tokens/packages?limit=1', '/healthy', '/nowhere']) {
      const answer = await server.inject(path);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.json()).toMatchObject({ type: '/problems/not-found', status: 404 });
    }
  });
});
