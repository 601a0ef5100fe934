import {
  HttpErrorResponse,
  type HttpHandlerFn,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { Router } from '@angular/router';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { Session, WITHOUT_SESSION } from './session.js';
import { signInAddress } from './sign-in-address.js';

/**
 * Sends the access token along. A 401 renews the session once and tries again; when it cannot be
 * renewed, the person goes to sign-in and comes back to the same address afterwards.
 */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || request.context.get(WITHOUT_SESSION)) {
    return next(request);
  }
  const session = inject(Session);
  const router = inject(Router);
  return next(withToken(request, session)).pipe(
    catchError((error: unknown) => {
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) {
        return throwError(() => error);
      }
      return from(session.refresh()).pipe(
        switchMap((renewed) => {
          if (renewed) return retry(request, next, session);
          if (session.user() === null) {
            void router.navigateByUrl(signInAddress(router, router.url));
          }
          return throwError(() => error);
        }),
      );
    }),
  );
};

function retry(request: HttpRequest<unknown>, next: HttpHandlerFn, session: Session) {
  return next(withToken(request, session));
}

function withToken(request: HttpRequest<unknown>, session: Session): HttpRequest<unknown> {
  const token = session.accessToken;
  return token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request;
}
