import type { Page } from 'playwright-core';

const MOST_STEPS = 150;
/** Kind and name of what has the focus, as text: `button: Sign in`. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return '';
  const words = (element) => (element?.textContent ?? '').replace(/\\s+/g, ' ').trim();
  const kind = at.getAttribute('role') ?? (at.tagName === 'INPUT' ? at.type : at.tagName.toLowerCase());
  const name = at.getAttribute('aria-label') || words(at.labels?.[0]) || words(at);
  return kind + ': ' + name;
})()`;

/** What a person without a mouse can do. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Tabs on until a control has the focus whose kind and name fit: `/^button: Continue/`. */
  async tabTo(wanted: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await this.page.keyboard.press('Tab');
      const focused = await this.page.evaluate<string>(FOCUSED);
      if (wanted.test(focused)) return;
      passed.push(focused);
    }
    throw new Error(`Tab never came to ${String(wanted)}, only to:\n${passed.join('\n')}`);
  }

  /** Tabs to a control and presses Enter. */
  async enter(wanted: RegExp): Promise<void> {
    await this.tabTo(wanted);
    await this.page.keyboard.press('Enter');
  }

  async fill(field: RegExp, text: string): Promise<void> {
    await this.tabTo(field);
    await this.page.keyboard.type(text);
  }

  /** Single keys, one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
