import type { Page } from 'playwright-core';

const MOST_STEPS = 150;
/** Kind and name of what has the focus (`button: Sign in`), and whether one sees that it has it. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return { name: '', seen: true };
  const words = (element) => (element?.textContent ?? '').replace(/\\s+/g, ' ').trim();
  const kind = at.getAttribute('role') ?? (at.tagName === 'INPUT' ? at.type : at.tagName.toLowerCase());
  const name = at.getAttribute('aria-label') || words(at.labels?.[0]) || words(at);
  const outlined = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  };
  const { left, right, top, bottom } = at.getBoundingClientRect();
  const inView = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  const around = [at, ...(at.labels ?? []), at.closest('label, .chip, .search')];
  // Pages and sheets that are given the focus as a whole are no stops of Tab.
  const seen = at.tabIndex < 0 || (inView && around.some((one) => one && outlined(one)));
  return { name: kind + ': ' + name, seen };
})()`;

interface Focused {
  readonly name: string;
  readonly seen: boolean;
}

/** What a person without a mouse can do. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /**
   * Tabs on until a control has the focus whose kind and name fit: `/^button: Continue/`. Whatever
   * has the focus on the way must show it.
   */
  async tabTo(wanted: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await this.page.keyboard.press('Tab');
      const { name, seen } = await this.page.evaluate<Focused>(FOCUSED);
      if (!seen) throw new Error(`Nobody sees that this has the focus: ${name}`);
      if (wanted.test(name)) return;
      passed.push(name);
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
