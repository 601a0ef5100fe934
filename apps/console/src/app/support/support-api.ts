import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  AdjustmentPreviewView,
  AdjustmentView,
  LedgerDayView,
  LedgerVerificationView,
  LotView,
  OrganizationNoteView,
  PageView,
  RefundPreviewView,
  RefundView,
  RefusalExplanationView,
  RefusalView,
  SuspensionSource,
  WalletStandingView,
  WalletView,
} from '@purser/contracts';
import { outcomeOf, type Outcome } from '../core/http/outcome.js';
import { OrganizationContext } from '../core/organization/organization-context.js';

const ADJUSTMENTS = '/api/tokens/adjustments';
const REFUNDS = '/api/tokens/refunds';
const MOST_WAITING = 100;
const REFUSALS_SHOWN = 5;
const NOTES_SHOWN = 20;

/** A correction as it is asked for. */
export interface AdjustmentRequest {
  /** Signed tokens. */
  amount: number;
  reasonCode: string;
  reason: string;
}

/** What waits for a second person. */
export type Waiting =
  { kind: 'adjustment'; of: AdjustmentView } | { kind: 'refund'; of: RefundView };

/** What support reads and does. The resources are made inside an injection context. */
@Service()
export class SupportApi {
  private readonly http = inject(HttpClient);
  private readonly context = inject(OrganizationContext);

  private readonly wallet = () => `/api/tokens/wallet/${this.context.organizationId()}`;
  private readonly notesAddress = () => `/api/organizations/${this.context.organizationId()}/notes`;

  /** Adjustments that wait; of one organization, or with null of all. */
  waitingAdjustments(organizationId: Signal<string | null>) {
    return httpResource<PageView<AdjustmentView>>(() => ({
      url: ADJUSTMENTS,
      params: waitingParams('pending', organizationId()),
    }));
  }

  /** Refunds that wait; of one organization, or with null of all. */
  waitingRefunds(organizationId: Signal<string | null>) {
    return httpResource<PageView<RefundView>>(() => ({
      url: REFUNDS,
      params: waitingParams('pending_approval', organizationId()),
    }));
  }

  /** The latest refusals, counted by minute. */
  refusals() {
    return httpResource<PageView<RefusalView>>(() => ({
      url: `${this.wallet()}/refusals`,
      params: { limit: REFUSALS_SHOWN },
    }));
  }

  /** Why a request was refused; nothing while there is none. */
  refusal(requestId: Signal<string | null>) {
    return httpResource<RefusalExplanationView>(() => {
      const id = requestId();
      return id ? `${this.wallet()}/refusals/${encodeURIComponent(id)}` : undefined;
    });
  }

  /** The movements of a period, newest first; nothing while there is none. */
  movements(period: Signal<{ from: string; to: string } | null>) {
    return httpResource<PageView<LedgerDayView>>(() => {
      const asked = period();
      if (!asked) return undefined;
      return { url: `${this.wallet()}/history`, params: { ...asked, group: 'day', limit: 100 } };
    });
  }

  /** The wallet as it stood at an instant; nothing while there is none. */
  walletAt(at: Signal<string | null>) {
    return httpResource<WalletView>(() => {
      const instant = at();
      return instant ? { url: this.wallet(), params: { at: instant } } : undefined;
    });
  }

  notes() {
    return httpResource<PageView<OrganizationNoteView>>(() => ({
      url: this.notesAddress(),
      params: { limit: NOTES_SHOWN },
    }));
  }

  addNote(body: string): Promise<Outcome<OrganizationNoteView>> {
    return outcomeOf(this.http.post<OrganizationNoteView>(this.notesAddress(), { body }));
  }

  /** What a correction would do. */
  previewAdjustment(request: AdjustmentRequest): Promise<Outcome<AdjustmentPreviewView>> {
    return outcomeOf(
      this.http.post<AdjustmentPreviewView>(`${this.wallet()}/adjustments`, request, {
        params: { dryRun: 'true' },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      }),
    );
  }

  /** Corrects the balance, or asks for approval. The same `key` never corrects twice. */
  adjust(request: AdjustmentRequest, key: string): Promise<Outcome<AdjustmentView>> {
    return outcomeOf(
      this.http.post<AdjustmentView>(`${this.wallet()}/adjustments`, request, keyed(key)),
    );
  }

  /** What a refund of `amount` minor units, or of everything, would do. */
  previewRefund(referenceId: string, amount: number | null): Promise<Outcome<RefundPreviewView>> {
    return outcomeOf(
      this.http.get<RefundPreviewView>(`${purchaseAddress(referenceId)}/refund-preview`, {
        params: amount === null ? {} : { amount },
      }),
    );
  }

  /** Refunds, or asks for approval. The same `key` never refunds twice. */
  refund(
    referenceId: string,
    request: { amount: number; reason?: string },
    key: string,
  ): Promise<Outcome<RefundView>> {
    const address = `${purchaseAddress(referenceId)}/refunds`;
    return outcomeOf(this.http.post<RefundView>(address, request, keyed(key)));
  }

  approve(waiting: Waiting, reason: string, key: string): Promise<Outcome<unknown>> {
    const body = reason ? { reason } : {};
    return outcomeOf(this.http.post(`${decisionAddress(waiting)}/approve`, body, keyed(key)));
  }

  reject(waiting: Waiting, reason: string): Promise<Outcome<unknown>> {
    return outcomeOf(this.http.post(`${decisionAddress(waiting)}/reject`, { reason }));
  }

  suspend(reason: string): Promise<Outcome<WalletStandingView>> {
    return outcomeOf(this.http.put<WalletStandingView>(`${this.wallet()}/suspend`, { reason }));
  }

  /** Closes the suspensions of one source. */
  reactivate(source: SuspensionSource, reason: string): Promise<Outcome<WalletStandingView>> {
    return outcomeOf(
      this.http.put<WalletStandingView>(`${this.wallet()}/reactivate`, { source, reason }),
    );
  }

  /** Gives a lot until `expiresAt`, an exclusive ISO instant. */
  extendLot(lotId: string, expiresAt: string, reason: string): Promise<Outcome<LotView>> {
    const address = `${this.wallet()}/lots/${encodeURIComponent(lotId)}/extend`;
    return outcomeOf(this.http.post<LotView>(address, { expiresAt, reason }));
  }

  /** Walks the seals of the whole ledger. */
  verifyLedger(): Promise<Outcome<LedgerVerificationView>> {
    return outcomeOf(this.http.get<LedgerVerificationView>(`${this.wallet()}/verify`));
  }
}

function waitingParams(status: string, organizationId: string | null): Record<string, string> {
  return {
    status,
    limit: String(MOST_WAITING),
    ...(organizationId !== null && { organizationId }),
  };
}

function purchaseAddress(referenceId: string): string {
  return `/api/tokens/purchase/${encodeURIComponent(referenceId)}`;
}

function decisionAddress({ kind, of }: Waiting): string {
  return `${kind === 'adjustment' ? ADJUSTMENTS : REFUNDS}/${encodeURIComponent(of.id)}`;
}

function keyed(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}
