import { argon2Sync } from 'node:crypto';
import { hashPassword, isOutdated, isPassword, NO_PASSWORD } from './password-hash.js';

describe('password hashes', () => {
  it('verify the password they were made from and no other', async () => {
    const phc = await hashPassword('purser-demo');
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    await expect(isPassword('purser-demo', phc)).resolves.toBe(true);
    await expect(isPassword('purser-dem0', phc)).resolves.toBe(false);
    await expect(isPassword('', NO_PASSWORD)).resolves.toBe(false);
  });

  it('differ for the same password', async () => {
    expect(await hashPassword('purser-demo')).not.toBe(await hashPassword('purser-demo'));
  });

  it('take a password however its letters are composed', async () => {
    const phc = await hashPassword('caf\u00e9-password');
    await expect(isPassword('cafe\u0301-password', phc)).resolves.toBe(true);
  });

  it('verify at the cost they were made with, and say when that is outdated', async () => {
    const cheap = argon2Sync('argon2id', {
      message: 'password',
      nonce: 'somesaltsomesalt',
      parallelism: 1,
      tagLength: 32,
      memory: 64,
      passes: 2,
    });
    const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
    const salt = unpadded(Buffer.from('somesaltsomesalt'));
    const phc = `$argon2id$v=19$m=64,t=2,p=1$${salt}$${unpadded(cheap)}`;
    await expect(isPassword('password', phc)).resolves.toBe(true);
    expect(isOutdated(phc)).toBe(true);
    expect(isOutdated(await hashPassword('password'))).toBe(false);
  });

  it('refuse what is not a hash', async () => {
    for (const phc of ['', 'plain', '$2b$10$abc', '$argon2id$v=19$m=1$x$y']) {
      await expect(isPassword('password', phc)).resolves.toBe(false);
    }
  });
});
