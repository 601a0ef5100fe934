export * from './audit.module.js';
export { AuditAnchors } from './audit-anchors.service.js';
export { AuditLog, type AuditFilter } from './audit-log.service.js';
export {
  AuditTrail,
  type ActionCount,
  type AuditEntry,
  type FailedAccess,
} from './audit-trail.service.js';
export { AuditVerifier } from './audit-verifier.service.js';
export { PLATFORM_TRAIL } from './platform-trail.js';
export { AuditVerificationDto } from './dto/audit-verification.view.js';
export { verifyExport, type ExportVerdict } from './verify-export.js';
