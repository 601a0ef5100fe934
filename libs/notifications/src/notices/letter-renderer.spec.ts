import type { PurserConfig } from '@purser/platform';
import { LetterRenderer, SECRET_LINK } from './letter-renderer.js';
import type { Letter } from './notice.js';

const LETTER: Letter = {
  subject: 'Receipt for <b>Evil & "Co"</b>',
  paragraphs: ['Thank you.', "It's <i>here</i>."],
  facts: [
    ['Tokens', '10,000'],
    ['Total', '$53.35'],
  ],
  action: { label: 'Open', path: '/o/1/purchases/2' },
  footnote: 'You asked for it.',
};

const renderer = (publicUrl?: string) =>
  new LetterRenderer({ PORT: 3000, PUBLIC_URL: publicUrl } as PurserConfig);

describe('a letter', () => {
  it('has a plain-text part with its facts in columns', () => {
    expect(renderer('https://tokens.example/').text(LETTER)).toBe(
      [
        'Thank you.',
        "It's <i>here</i>.",
        'Tokens: 10,000\nTotal:  $53.35',
        'Open: https://tokens.example/o/1/purchases/2',
        '-- \nYou asked for it.\n',
      ].join('\n\n'),
    );
  });

  it('has an HTML part in which nothing it was given is markup', () => {
    const html = renderer().html(LETTER);
    expect(html).toContain('Receipt for &lt;b&gt;Evil &amp; &quot;Co&quot;&lt;/b&gt;');
    expect(html).toContain('It&#39;s &lt;i&gt;here&lt;/i&gt;.');
    expect(html).toContain('href="http://localhost:3000/o/1/purchases/2"');
    expect(html).not.toMatch(/<(b|i|img|script)\b/);
  });

  it('holds the place of a secret link in both parts', () => {
    const action = { label: 'Reset', secretLinkId: 'x', secretLinkKind: 'password' as const };
    const secret = { ...LETTER, action };
    expect(renderer().text(secret)).toContain(`Reset: ${SECRET_LINK}`);
    expect(renderer().html(secret)).toContain(`href="${SECRET_LINK}"`);
  });
});
