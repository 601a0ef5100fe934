import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '@purser/testing';
import { startPurser, type Purser } from '../../../api/e2e/support/purser.js';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const CONSOLE_ROOT = process.env['PURSER_CONSOLE_ROOT'] ?? path.join(ROOT, 'dist/console/browser');
const SHOTS = path.join(ROOT, 'test-results/screenshots');

// Scripts for the page are text: these files are compiled without the browser's types.
const TELL_POLICY_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`;
const SCROLLS_SIDEWAYS =
  'document.documentElement.scrollWidth > document.documentElement.clientWidth';

export interface Look {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

const ALL_LOOKS: readonly Look[] = [
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 360 },
  { scheme: 'dark', width: 1440 },
  { scheme: 'light', width: 360 },
];

/** Both widths and both schemes; every combination of them with `ALL_LOOKS=1`. */
export const LOOKS: readonly Look[] = process.env['ALL_LOOKS'] ? ALL_LOOKS : ALL_LOOKS.slice(0, 2);

/** A real browser on a whole Purser with the built console. */
export class ConsoleUnderTest {
  private constructor(
    readonly purser: Purser,
    private readonly browser: Browser,
  ) {}

  static async start(days = 30): Promise<ConsoleUnderTest> {
    const browser = await launchBrowser();
    const purser = await startPurser({ days, consoleRoot: CONSOLE_ROOT });
    return new ConsoleUnderTest(purser, browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.purser.close();
  }

  /** A fresh session. What the page complains about is kept in `complaints`. */
  async open(look: Look = { scheme: 'light', width: 1440 }): Promise<Visit> {
    const context = await this.browser.newContext({
      baseURL: this.purser.http.baseUrl,
      colorScheme: look.scheme,
      viewport: { width: look.width, height: look.width < 600 ? 780 : 960 },
      locale: 'en-US',
      timezoneId: 'America/New_York',
      reducedMotion: 'reduce',
    });
    return Visit.begin(context, look);
  }
}

/** One browser session of one person. */
export class Visit {
  /** Console errors, uncaught exceptions and policy violations. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    readonly look: Look,
  ) {}

  static async begin(context: BrowserContext, look: Look): Promise<Visit> {
    const visit = new Visit(await context.newPage(), context, look);
    const { page, complaints } = visit;
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
    });
    await page.addInitScript(TELL_POLICY_VIOLATIONS);
    return visit;
  }

  async signIn(email: string, to = '/'): Promise<void> {
    await this.page.goto(to);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill('purser-demo');
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.page.waitForURL(/\/(o\/|organizations|platform)/);
  }

  /** Serious and lesser faults that axe finds against WCAG 2.2 AA, as sentences. */
  async accessibilityFaults(): Promise<string[]> {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(tags).analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    );
  }

  /** Whether the page scrolls sideways, which it never should. */
  scrollsSideways(): Promise<boolean> {
    return this.page.evaluate<boolean>(SCROLLS_SIDEWAYS);
  }

  async keepPicture(name: string): Promise<void> {
    await mkdir(SHOTS, { recursive: true });
    const file = `${name}-${this.look.width}-${this.look.scheme}.png`;
    await this.page.screenshot({ path: path.join(SHOTS, file), fullPage: true });
  }

  async end(): Promise<void> {
    await this.context.close();
  }
}
