import { generateKeyPairSync } from 'node:crypto';
import type { PurserConfig } from '@purser/platform';
import { recoveryStanding } from './recovery-standing.js';
import { RecoveryThrottle } from './recovery-throttle.js';
import { RecoveryTokens } from './recovery-tokens.js';

const pem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const tokensOf = (key: string) => new RecoveryTokens({ JWT_PRIVATE_KEY: key } as PurserConfig);

describe('tokens of recovery links', () => {
  const key = pem();
  const tokens = tokensOf(key);
  const content = {
    organizationId: '018f0000-0000-7000-8000-0000000000aa',
    linkId: '018f0000-0000-7000-8000-0000000000bb',
  };

  it('name their organization and link, and are the same each time', () => {
    const token = tokens.sign(content);
    expect(token).toMatch(/^[A-Za-z0-9_-]{86}$/);
    expect(tokens.read(token)).toEqual(content);
    expect(tokensOf(key).sign(content)).toBe(token);
  });

  it('are refused with any character changed, cut or added', () => {
    const token = tokens.sign(content);
    for (let place = 0; place < token.length; place += 1) {
      const other = token[place] === 'A' ? 'B' : 'A';
      const forged = token.slice(0, place) + other + token.slice(place + 1);
      expect([place, tokens.read(forged)]).toEqual([place, null]);
    }
    for (const forged of ['', token.slice(1), `${token}A`, ` ${token}`, `${token.slice(0, 85)}=`]) {
      expect(tokens.read(forged)).toBeNull();
    }
  });

  it('are refused where another key signed them', () => {
    expect(tokens.read(tokensOf(pem()).sign(content))).toBeNull();
  });

  it('are nothing but the ids without their signature', () => {
    const bytes = Buffer.from(tokens.sign(content), 'base64url');
    expect(bytes.subarray(0, 32).toString('hex')).toBe(
      (content.organizationId + content.linkId).replaceAll('-', ''),
    );
  });
});

describe('where a recovery link stands', () => {
  const now = new Date('2026-06-02T00:00:00Z');
  const later = new Date('2026-06-02T00:00:01Z');
  const open = { expiresAt: later, startedAt: null, usedAt: null };
  const failed = { status: 'payment_failed' as const, paidAt: null };

  it('is open until it expires, to the millisecond', () => {
    expect(recoveryStanding(open, failed, now)).toEqual({ status: 'open' });
    expect(recoveryStanding({ ...open, expiresAt: now }, failed, now)).toEqual({
      fault: 'expired',
    });
  });

  it('lets whoever is at the bank come back, but nobody start there late', () => {
    const asked = { status: 'requires_action' as const, paidAt: null };
    const late = { ...open, expiresAt: now };
    expect(recoveryStanding({ ...late, startedAt: now }, asked, now)).toEqual({
      status: 'requires_action',
    });
    expect(recoveryStanding(late, asked, now)).toEqual({ fault: 'expired' });
    expect(recoveryStanding({ ...late, startedAt: now }, failed, now)).toEqual({
      fault: 'expired',
    });
  });

  it('is revoked when the purchase is paid or called off otherwise', () => {
    const paid = { status: 'completed' as const, paidAt: now };
    expect(recoveryStanding(open, paid, now)).toEqual({ fault: 'revoked' });
    expect(recoveryStanding(open, { status: 'canceled', paidAt: null }, now)).toEqual({
      fault: 'revoked',
    });
  });

  it('is paid until its payer is told, then used', () => {
    const paid = { status: 'refunded' as const, paidAt: now };
    const started = { ...open, startedAt: now };
    expect(recoveryStanding(started, paid, now)).toEqual({ status: 'paid' });
    expect(recoveryStanding({ ...started, usedAt: now }, paid, now)).toEqual({ fault: 'used' });
  });
});

describe('the limits of recovery links', () => {
  it('stop an address after thirty bad tokens, and nobody else', () => {
    const throttle = new RecoveryThrottle();
    for (let bad = 0; bad < 30; bad += 1) {
      throttle.assertTrusted('192.0.2.1');
      throttle.noteBadToken('192.0.2.1');
    }
    expect(() => throttle.assertTrusted('192.0.2.1')).toThrow('Wait');
    expect(() => throttle.assertTrusted('192.0.2.2')).not.toThrow();
  });

  it('stop a link after sixty requests', () => {
    const throttle = new RecoveryThrottle();
    for (let request = 0; request < 60; request += 1) throttle.noteRequest('a');
    expect(() => throttle.noteRequest('a')).toThrow('Wait');
    expect(() => throttle.noteRequest('b')).not.toThrow();
  });
});
