import type { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./sign-in-layout.js').then((m) => m.SignInLayout),
    children: [
      {
        path: 'sign-in',
        title: 'Sign in',
        loadComponent: () => import('./sign-in-page.js').then((m) => m.SignInPage),
      },
      {
        path: 'forgot-password',
        title: 'Forgot password',
        loadComponent: () => import('./forgot-password-page.js').then((m) => m.ForgotPasswordPage),
      },
      {
        path: 'reset-password',
        title: 'Set a password',
        loadComponent: () => import('./reset-password-page.js').then((m) => m.ResetPasswordPage),
      },
      {
        path: 'accept-invitation',
        title: 'Accept the invitation',
        data: { invitation: true },
        loadComponent: () => import('./reset-password-page.js').then((m) => m.ResetPasswordPage),
      },
    ],
  },
];

export default routes;
