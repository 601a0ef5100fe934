import { DOCUMENT } from '@angular/common';
import { inject, Service } from '@angular/core';
import { Installation } from '../../core/installation.js';

const ADDRESS = 'https://js.stripe.com/clover/stripe.js';

/** The part of Stripe.js that the console uses. */
export interface StripeJs {
  handleNextAction(options: { clientSecret: string }): Promise<{ error?: { message?: string } }>;
  elements(options: { clientSecret: string }): StripeElements;
  confirmSetup(options: { elements: StripeElements; redirect: 'if_required' }): Promise<{
    error?: { message?: string };
    setupIntent?: { payment_method: string | { id: string } | null };
  }>;
}

export interface StripeElements {
  create(kind: 'payment'): { mount(host: HTMLElement): void; unmount(): void };
}

type WithStripe = Window & { Stripe?: (publishableKey: string) => StripeJs };

interface TrustedScripts {
  createScriptURL: (url: string) => string;
}

interface TrustedTypesFactory {
  createPolicy(name: string, rules: TrustedScripts): TrustedScripts;
}

/**
 * Stripe's own script, which alone may touch card numbers. Loaded only where a publishable key is
 * configured, and only when a card is added or the bank has to be asked.
 */
@Service()
export class StripeJsLoader {
  private readonly document = inject(DOCUMENT);
  private readonly installation = inject(Installation);
  private loading: Promise<StripeJs> | null = null;

  /** Whether cards go to Stripe itself; else the local sandbox stands in. */
  get offered(): boolean {
    return Boolean(this.installation.view()?.stripePublishableKey);
  }

  /** Stripe.js with the installation's key. Rejects when the script cannot be loaded. */
  load(): Promise<StripeJs> {
    this.loading ??= this.inject().catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private inject(): Promise<StripeJs> {
    return new Promise((resolve, reject) => {
      const script = this.document.createElement('script');
      script.src = trusted(ADDRESS);
      script.onload = () => {
        const make = (this.document.defaultView as WithStripe | null)?.Stripe;
        const key = this.installation.view()?.stripePublishableKey;
        if (make && key) resolve(make(key));
        else reject(new Error('Stripe.js is not there after loading.'));
      };
      script.onerror = () => reject(new Error('Stripe.js could not be loaded.'));
      this.document.head.append(script);
    });
  }
}

let policy: TrustedScripts | undefined;

/** The one address this console ever loads a script from, past Trusted Types where they rule. */
function trusted(address: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  // A policy of this name may be made only once.
  policy ??= factory?.createPolicy('purser', {
    createScriptURL: (url) => (url === ADDRESS ? url : ''),
  });
  return policy?.createScriptURL(address) ?? address;
}
