import fastify from 'fastify';
import { pageHeaders, registerSecurityHeaders } from './security-headers.js';

async function headersOf(url: string, https = true) {
  const server = fastify();
  registerSecurityHeaders(server, https);
  server.get('/page', (_request, reply) =>
    reply.headers(pageHeaders(https)).header('content-security-policy', 'own').send('page'),
  );
  server.get('/*', () => 'answer');
  const { headers } = await server.inject({ url });
  await server.close();
  return headers;
}

describe('the headers of every answer', () => {
  it.each(['/api/tokens/packages', '/chunk-ABCDEFGH.js', '/api/docs', '/page'])(
    'no sniffing, no other origin, https only, a policy and a request id: %s',
    async (url) => {
      expect(await headersOf(url)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': expect.stringContaining('max-age=31536000') as string,
        'content-security-policy': expect.any(String) as string,
        'x-request-id': expect.any(String) as string,
      });
    },
  );

  it('what the API answers is not kept, and no page may show it in a frame', async () => {
    const headers = await headersOf('/api/tokens/packages');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('files say for themselves how long they may be kept', async () => {
    expect(await headersOf('/chunk-ABCDEFGH.js')).not.toHaveProperty('cache-control');
  });

  it.each(['/api/docs', '/page'])('pages have what browsers ask of pages: %s', async (url) => {
    expect(await headersOf(url)).toMatchObject({
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cache-control': 'no-store',
    });
  });

  it('whoever answers sets the policy of a page', async () => {
    expect((await headersOf('/page'))['content-security-policy']).toBe('own');
  });

  it('without https nothing asks for it', async () => {
    expect(await headersOf('/page', false)).not.toHaveProperty('strict-transport-security');
  });
});
