import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '@purser/testing';
import { startPurser, type Purser } from '../../../api/e2e/support/purser.js';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const CONSOLE_ROOT = process.env['PURSER_CONSOLE_ROOT'] ?? path.join(ROOT, 'dist/console/browser');
const SHOTS = path.join(ROOT, 'test-results/screenshots');
const PASSWORD = 'purser-demo';
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

// Scripts for the page are text: these files are compiled without the browser's types.
const TELL_POLICY_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`;
const SCROLLS_SIDEWAYS =
  'document.documentElement.scrollWidth > document.documentElement.clientWidth';
/** What the router does when somebody goes back: much quicker than loading everything again. */
const go = (address: string) => `history.pushState(null, '', ${JSON.stringify(address)});
  window.dispatchEvent(new PopStateEvent('popstate', { state: null }));`;

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
const [DESK = { scheme: 'light', width: 1440 }] = ALL_LOOKS;

/** A real browser on a whole Purser with the built console. */
export class ConsoleUnderTest {
  private readonly sessions = new Map<string, Promise<BrowserContext>>();

  private constructor(
    readonly purser: Purser,
    private readonly browser: Browser,
  ) {}

  static async start(days = 30): Promise<ConsoleUnderTest> {
    const [browser, purser] = await Promise.all([
      launchBrowser(),
      startPurser({ days, consoleRoot: CONSOLE_ROOT }),
    ]);
    return new ConsoleUnderTest(purser, browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.purser.close();
  }

  /** A page of somebody without a session. */
  async stranger(look: Look = DESK): Promise<Visit> {
    return Visit.begin(await this.context(look), look);
  }

  /** A page of a demo person who is signed in: once for all pages of the same look. */
  async visit(email: string, address: string, look: Look = DESK): Promise<Visit> {
    const key = `${email} ${look.scheme} ${look.width}`;
    const session = this.sessions.get(key) ?? this.signedIn(email, look);
    this.sessions.set(key, session);
    const visit = await Visit.begin(await session, look);
    await visit.page.goto(address);
    return visit;
  }

  private async signedIn(email: string, look: Look): Promise<BrowserContext> {
    const context = await this.context(look);
    const answer = await context.request.post('/api/auth/login', {
      data: { email, password: PASSWORD },
    });
    if (!answer.ok()) throw new Error(`${email} cannot sign in: ${await answer.text()}`);
    return context;
  }

  private context(look: Look): Promise<BrowserContext> {
    return this.browser.newContext({
      baseURL: this.purser.http.baseUrl,
      colorScheme: look.scheme,
      viewport: { width: look.width, height: look.width < 600 ? 780 : 960 },
      locale: 'en-US',
      timezoneId: 'America/New_York',
      reducedMotion: 'reduce',
    });
  }
}

/** One page that one person looks at. */
export class Visit {
  /** Console errors, uncaught exceptions and policy violations. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly look: Look,
  ) {}

  static async begin(context: BrowserContext, look: Look): Promise<Visit> {
    const visit = new Visit(await context.newPage(), look);
    const { page, complaints } = visit;
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
    });
    await page.addInitScript(TELL_POLICY_VIOLATIONS);
    return visit;
  }

  /** Goes to another page of the console without loading it anew. */
  async go(address: string): Promise<void> {
    await this.page.evaluate(go(address));
  }

  /** Waits until a page stands with what it reads. */
  async settled(heading: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await this.page.locator('pr-loading, .skeleton').first().waitFor({ state: 'detached' });
  }

  /** Complaints but those that a status of the API brings: the browser reports each 4xx itself. */
  complaintsBut(status: number): string[] {
    return this.complaints.filter((text) => !text.includes(String(status)));
  }

  /** Serious and lesser faults that axe finds against WCAG 2.2 AA, as sentences. */
  async accessibilityFaults(): Promise<string[]> {
    // The console has no frames, for whose results the usual mode opens a page of its own.
    const axe = new AxeBuilder({ page: this.page })
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'], runOnly: { type: 'tag', values: TAGS } });
    const { violations } = await axe.analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    );
  }

  /** Whether the page scrolls sideways, which it never should. */
  scrollsSideways(): Promise<boolean> {
    return this.page.evaluate<boolean>(SCROLLS_SIDEWAYS);
  }

  async keepPicture(name: string, width = this.look.width): Promise<void> {
    await mkdir(SHOTS, { recursive: true });
    const file = `${name}-${width}-${this.look.scheme}.png`;
    await this.page.screenshot({ path: path.join(SHOTS, file), fullPage: true });
  }

  /** Keeps a picture and says what is wrong with what it shows; nothing is the right answer. */
  async faultsOf(name: string): Promise<string[]> {
    await this.keepPicture(name);
    const sideways = await this.scrollsSideways();
    return [
      ...(await this.accessibilityFaults()),
      ...(sideways ? ['it scrolls sideways'] : []),
      ...this.complaints,
    ];
  }

  async end(): Promise<void> {
    await this.page.close();
  }
}
