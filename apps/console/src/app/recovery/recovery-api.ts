import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type { RecoveryPaymentView, RecoveryView } from '@purser/contracts';
import { withoutSession } from '../core/auth/session.js';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';

const ADDRESS = '/api/tokens/purchase/recovery';

/** Paying by the link of a mail: nobody signs in, so nothing here sends a session. */
@Service()
export class RecoveryApi {
  private readonly http = inject(HttpClient);

  /** What the link pays. Call inside an injection context. */
  recovery(token: Signal<string>) {
    return httpResource<RecoveryView>(() => ({
      url: this.address(token()),
      context: withoutSession(),
    }));
  }

  /** Reads once more what the link pays. */
  look(token: string): Promise<Outcome<RecoveryView>> {
    return outcomeOf(
      this.http.get<RecoveryView>(this.address(token), { context: withoutSession() }),
    );
  }

  /** Pays, with the card on file where `paymentMethodId` is null. The link pays once. */
  complete(token: string, paymentMethodId: string | null): Promise<Outcome<RecoveryPaymentView>> {
    const body = paymentMethodId === null ? {} : { paymentMethodId };
    return outcomeOf(
      this.http.post<RecoveryPaymentView>(`${this.address(token)}/complete`, body, {
        context: withoutSession(),
      }),
    );
  }

  /** Answers the bank's question in the sandbox. */
  authenticate(clientSecret: string, outcome: 'succeed' | 'fail'): Promise<Outcome<unknown>> {
    const body = { clientSecret, outcome };
    return outcomeOf(this.http.post('/api/sandbox/3ds', body, { context: withoutSession() }));
  }

  private address(token: string): string {
    return `${ADDRESS}/${encodeURIComponent(token)}`;
  }
}
