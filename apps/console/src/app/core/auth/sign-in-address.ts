import type { Router, UrlTree } from '@angular/router';

/** The sign-in page, remembering where to go on afterwards. */
export function signInAddress(router: Router, returnUrl: string): UrlTree {
  const queryParams = isWorthReturning(returnUrl) ? { returnUrl } : {};
  return router.createUrlTree(['/sign-in'], { queryParams });
}

/** `returnUrl` when it is a path of the console, else the start page: never another site. */
export function safeReturnUrl(returnUrl: string | null | undefined): string {
  return returnUrl && /^\/(?![/\\])/.test(returnUrl) ? returnUrl : '/';
}

function isWorthReturning(url: string): boolean {
  return url !== '/' && !url.startsWith('/sign-in');
}
