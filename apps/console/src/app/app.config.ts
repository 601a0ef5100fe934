import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withRouterConfig,
} from '@angular/router';
import { routes } from './app.routes.js';
import { authInterceptor } from './core/auth/auth-interceptor.js';
import { Session } from './core/auth/session.js';
import { Installation } from './core/installation.js';
import { PageTitle } from './core/page-title.js';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // Staying on a page leaves the history as it was.
      withRouterConfig({ canceledNavigationResolution: 'computed' }),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
    ),
    { provide: TitleStrategy, useExisting: PageTitle },
    // Started at once, awaited by the guards: the code of the first page loads beside it.
    provideAppInitializer(() => {
      inject(Installation);
      void inject(Session).restore();
    }),
  ],
};
