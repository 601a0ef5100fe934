import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessFailure } from './access-failure.entity.js';
import { AnchorKey } from './anchor-key.js';
import { AuditAnchor } from './audit-anchor.entity.js';
import { AuditAnchors } from './audit-anchors.service.js';
import { AuditHead } from './audit-head.entity.js';
import { AuditLog } from './audit-log.service.js';
import { AuditRecord } from './audit-record.entity.js';
import { AuditTrail } from './audit-trail.service.js';
import { AuditVerifier } from './audit-verifier.service.js';
import { AuditController } from './audit.controller.js';
import { AuditCron } from './audit.cron.js';
import { PlatformAuditController } from './platform-audit.controller.js';

/** The trail of every change but spending: who, what, before and after, why, when; tamper-evident. */
@Module({
  imports: [TypeOrmModule.forFeature([AccessFailure, AuditAnchor, AuditHead, AuditRecord])],
  controllers: [AuditController, PlatformAuditController],
  providers: [AnchorKey, AuditAnchors, AuditCron, AuditLog, AuditTrail, AuditVerifier],
  exports: [AuditAnchors, AuditLog, AuditTrail, AuditVerifier],
})
export class AuditModule {}
