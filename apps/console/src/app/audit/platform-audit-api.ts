import { Service, signal } from '@angular/core';
import { AuditApi } from './audit-api.js';

/** Reads the chain of what is no organization's: packages, prices, tax rates and the seller. */
@Service()
export class PlatformAuditApi extends AuditApi {
  override readonly address = signal('/api/platform/audit').asReadonly();
  override readonly owner = signal('Platform').asReadonly();
  override readonly isPlatform = true;
}
