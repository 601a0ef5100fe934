import type { LookupAddress } from 'node:dns';
import type { PurserConfig } from '@purser/platform';
import { AddressGuard, isLoopbackHost, isPublicAddress, NameResolver } from './address-guard.js';

class FixedNames extends NameResolver {
  constructor(private readonly addresses: readonly string[]) {
    super();
  }
  override resolve(): Promise<LookupAddress[]> {
    return Promise.resolve(
      this.addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }
}

const PRODUCTION = { sandbox: false } as PurserConfig;

function looksUp(addresses: readonly string[], config: PurserConfig = PRODUCTION) {
  const guard = new AddressGuard(config, new FixedNames(addresses));
  return new Promise<unknown>((resolve) => {
    guard.lookup('example.test', { all: true }, (error, found) =>
      resolve(error ? error.message : found),
    );
  });
}

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.8.9.10',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.7',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:0:10.0.0.1',
    '64:ff9b::127.0.0.1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '4000::1',
    'localhost',
    '',
  ])('%p is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '93.184.216.34', '::ffff:93.184.216.34', '2606:4700::1111'])(
    '%p is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['localhost', true],
    ['api.localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['[::ffff:7f00:1]', true],
    ['10.0.0.1', false],
    ['example.com', false],
  ])('%p is this machine: %p', (host, loopback) => {
    expect(isLoopbackHost(host)).toBe(loopback);
  });
});

describe('a name', () => {
  it('that resolves to public addresses gives all of them', async () => {
    expect(await looksUp(['93.184.216.34', '2606:4700::1111'])).toEqual([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it('is refused for one private address among several', async () => {
    const said = await looksUp(['93.184.216.34', '10.0.0.5']);
    expect(said).toBe('10.0.0.5 is not a public address');
  });

  it('of nothing is refused', async () => {
    expect(await looksUp([])).toBe('example.test has no address');
  });
});

describe('private addresses', () => {
  const allows = (config: Partial<PurserConfig>) =>
    new AddressGuard(config as PurserConfig, new NameResolver()).allowsPrivate;

  it('are allowed in the sandbox, and in production only when somebody says so', () => {
    expect(allows({ sandbox: true })).toBe(true);
    expect(allows({ sandbox: false })).toBe(false);
    expect(allows({ sandbox: false, WEBHOOK_PRIVATE_ADDRESSES: 'allow' })).toBe(true);
    expect(allows({ sandbox: true, WEBHOOK_PRIVATE_ADDRESSES: 'refuse' })).toBe(false);
  });
});
