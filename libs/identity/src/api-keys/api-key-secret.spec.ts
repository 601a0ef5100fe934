import fc from 'fast-check';
import { isWellFormedKey, looksLikeApiKey, newApiKeySecret } from './api-key-secret.js';

describe('the secret of an API key', () => {
  it('says what it is, where it works, and carries a checksum', () => {
    const { secret, prefix, digest } = newApiKeySecret('live');
    expect(secret).toMatch(/^pk_live_[0-9A-Za-z]{10}_[0-9A-Za-z]{33}$/);
    expect(secret.startsWith(prefix)).toBe(true);
    expect(digest).toHaveLength(32);
    expect(looksLikeApiKey(secret)).toBe(true);
    expect(isWellFormedKey(secret)).toBe(true);
  });

  it('never comes twice', () => {
    const secrets = Array.from({ length: 1_000 }, () => newApiKeySecret('test').secret);
    expect(new Set(secrets).size).toBe(1_000);
  });

  it('shows any single mistyped character', () => {
    const { secret } = newApiKeySecret('test');
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom(...'09AZaz_'), (position, other) => {
        fc.pre(secret[position] !== other);
        const mistyped = secret.slice(0, position) + other + secret.slice(position + 1);
        expect(isWellFormedKey(mistyped)).toBe(false);
      }),
    );
  });
});
