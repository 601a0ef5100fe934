import type { PurserConfig } from '@purser/platform';
import { AddressGuard, NameResolver } from './sending/address-guard.js';
import { webhookUrl } from './webhook-url.js';

function guard(setting: 'allow' | 'refuse'): AddressGuard {
  const config = { sandbox: false, WEBHOOK_PRIVATE_ADDRESSES: setting };
  return new AddressGuard(config as PurserConfig, new NameResolver());
}

const refused = (url: string, setting: 'allow' | 'refuse' = 'refuse', sandbox = false) => {
  expect(() => webhookUrl(url, guard(setting), sandbox)).toThrow(
    expect.objectContaining({ problem: 'webhook-url-not-allowed' }),
  );
};

describe('the URL of an endpoint', () => {
  it('is kept as it is meant', () => {
    expect(webhookUrl('HTTPS://Example.com:443/a?b=c', guard('refuse'), false)).toBe(
      'https://example.com/a?b=c',
    );
  });

  it.each([
    'example.com/hooks',
    'http://example.com/',
    'ftp://example.com/',
    'javascript:alert(1)',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://example.com/#part',
  ])('cannot be %p', (url) => refused(url));

  it.each([
    'https://localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
  ])('cannot lead into a private network: %p', (url) => refused(url));

  it('may be http where private addresses are allowed, to this machine or in the sandbox', () => {
    const allowed = guard('allow');
    expect(webhookUrl('http://127.0.0.1:4000/', allowed, false)).toBe('http://127.0.0.1:4000/');
    expect(webhookUrl('http://localhost/', allowed, false)).toBe('http://localhost/');
    expect(webhookUrl('http://receiver.test/', allowed, true)).toBe('http://receiver.test/');
    refused('http://receiver.test/', 'allow', false);
    refused('http://127.0.0.1/', 'refuse', true);
  });
});
