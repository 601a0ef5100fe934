import { safeReturnUrl } from './sign-in-address.js';

describe('safeReturnUrl', () => {
  it('keeps a path of the console', () => {
    expect(safeReturnUrl('/o/1/history?kind=expiry')).toBe('/o/1/history?kind=expiry');
  });

  it.each([undefined, null, '', 'https://evil.test', '//evil.test', '/\\evil.test', 'history'])(
    'goes to the start page instead of %p',
    (url) => {
      expect(safeReturnUrl(url)).toBe('/');
    },
  );
});
