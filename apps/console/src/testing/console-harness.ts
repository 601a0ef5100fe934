import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import type { EnvironmentProviders, Provider, Type } from '@angular/core';
import { type ComponentFixture, DeferBlockBehavior, TestBed } from '@angular/core/testing';
import { provideRouter, type Routes, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { InstallationView, OrganizationView, SessionUserView } from '@purser/contracts';
import { authInterceptor } from '../app/core/auth/auth-interceptor.js';
import { Session } from '../app/core/auth/session.js';
import { Installation } from '../app/core/installation.js';
import { STREAM_TRANSPORT } from '../app/core/live/live-stream.js';
import { OrganizationContext } from '../app/core/organization/organization-context.js';
import { installation, member, organization } from './views.js';

/** How often the harness lets things come to rest before it says that nothing was asked. */
const ROUNDS = 5;

/** A stream that never connects, so that pages stand still in specs. */
const SILENT_STREAM = {
  fetch: () => new Promise<Response>(() => undefined),
  wait: () => Promise.resolve(),
};

export interface Given {
  user?: SessionUserView | null;
  organization?: OrganizationView | null;
  installation?: InstallationView;
  routes?: Routes;
  providers?: (Provider | EnvironmentProviders)[];
  /** Whether blocks that load later are left out. */
  withoutDeferred?: boolean;
}

/** The console with a person signed in and an organization chosen; the API is played by the spec. */
export class Console {
  readonly http = TestBed.inject(HttpTestingController);

  /** Sets the stage. Without more: the admin of Acme, in the sandbox. */
  static async open(given: Given = {}): Promise<Console> {
    const { user = member(), organization: chosen = organization() } = given;
    TestBed.configureTestingModule({
      deferBlockBehavior: given.withoutDeferred
        ? DeferBlockBehavior.Manual
        : DeferBlockBehavior.Playthrough,
      providers: [
        provideHttpClient(withInterceptors([authInterceptor])),
        provideHttpClientTesting(),
        provideRouter(given.routes ?? [], withComponentInputBinding()),
        { provide: STREAM_TRANSPORT, useValue: SILENT_STREAM },
        ...(given.providers ?? []),
      ],
    });
    const opened = new Console(given.installation ?? installation());
    TestBed.inject(Installation);
    await opened.settle();
    if (user) await opened.signIn(user);
    if (chosen && user) await opened.choose(chosen);
    return opened;
  }

  private constructor(private readonly installed: InstallationView) {}

  /** A component on its own, with its inputs. */
  async show<T>(
    component: Type<T>,
    inputs: Record<string, unknown> = {},
  ): Promise<ComponentFixture<T>> {
    const fixture = TestBed.createComponent(component);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    await this.settle(fixture);
    return fixture;
  }

  /** The page at an address, by the routes that were given. */
  async visit(url: string): Promise<RouterTestingHarness> {
    const harness = await RouterTestingHarness.create();
    await harness.navigateByUrl(url);
    await this.settle();
    return harness;
  }

  /** Answers the open requests whose address begins with `url`; at least one must be open. */
  async answer(url: string, body: object | string, status = 200): Promise<number> {
    let open: TestRequest[] = [];
    for (let round = 0; round < ROUNDS && open.length === 0; round += 1) {
      await this.settle();
      const requests = this.http.match((request) => request.urlWithParams.startsWith(url));
      open = requests.filter((request) => !request.cancelled);
    }
    if (open.length === 0) throw new Error(`Nothing asks for ${url}`);
    for (const request of open) {
      request.flush(body, { status, statusText: `Status ${status}` });
    }
    await this.settle();
    return open.length;
  }

  /** Lets everything that is under way come to its end, and answers how the installation is. */
  async settle(fixture?: ComponentFixture<unknown>): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      TestBed.tick();
      for (const request of this.http.match('/api/installation')) {
        if (!request.cancelled) request.flush(this.installed);
      }
      await new Promise((resolve) => setTimeout(resolve));
      fixture?.detectChanges();
    }
  }

  private async signIn(user: SessionUserView): Promise<void> {
    const signedIn = TestBed.inject(Session).signIn(user.email, 'a password');
    this.http.expectOne('/api/auth/login').flush({ accessToken: 'token-1', expiresIn: 900, user });
    await signedIn;
  }

  private async choose(chosen: OrganizationView): Promise<void> {
    const found = TestBed.inject(OrganizationContext).choose(chosen.id);
    this.http.expectOne(`/api/organizations/${chosen.id}`).flush(chosen);
    await found;
  }
}

/** The words of an element as one reads them: pieces apart by one space, none before a stop. */
export function textOf(element: Element | null | undefined): string {
  if (!element) return '';
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const pieces: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    pieces.push(node.textContent ?? '');
  }
  return pieces
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,])/g, '$1')
    .trim();
}

/** The button, link or radio whose words contain `words`; it must be there. */
export function control(root: Element, words: string): HTMLElement {
  const found = [...root.querySelectorAll<HTMLElement>('button, a, label')].find((one) =>
    `${textOf(one)} ${one.getAttribute('aria-label') ?? ''}`.includes(words),
  );
  if (!found) throw new Error(`There is no control “${words}” in: ${textOf(root)}`);
  return found;
}
