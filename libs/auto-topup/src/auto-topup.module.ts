import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { PackagesModule } from '@purser/packages';
import { PaymentsModule } from '@purser/payments';
import { PurchasesModule } from '@purser/purchases';
import { WalletModule } from '@purser/wallet';
import { AutoTopUpController } from './auto-topup.controller.js';
import { AutoTopUpCron } from './auto-topup.cron.js';
import { AutoTopUpDecision } from './auto-topup-decision.entity.js';
import { AutoTopUpMonth } from './auto-topup-month.entity.js';
import { AutoTopUpPolicy } from './auto-topup-policy.entity.js';
import { AutoTopUpReservation } from './auto-topup-reservation.entity.js';
import { AutoTopUps } from './auto-topup.service.js';
import { AutoTopUpSweeps } from './auto-topup-sweeps.js';
import { AutoTopUpTriggers } from './auto-topup-triggers.js';
import { DecisionLog } from './charging/decision-log.js';
import { Evaluation } from './charging/evaluation.js';
import { IncrementPrices } from './charging/increment-price.js';
import { Judge } from './charging/judgement.js';
import { MonthlyLimit } from './charging/monthly-limit.js';
import { PolicyCards } from './charging/policy-cards.js';
import { Reservations } from './charging/reservations.js';
import { Suspensions } from './charging/suspensions.js';
import { TopUpCharge } from './charging/top-up-charge.js';
import { PolicyCardUse } from './policy-card-use.js';
import { Rehearsal } from './rehearsal/rehearsal.js';

/** Auto top-up: tokens that are bought by themselves, within a monthly limit. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    PackagesModule,
    PaymentsModule,
    PurchasesModule,
    TypeOrmModule.forFeature([
      AutoTopUpDecision,
      AutoTopUpMonth,
      AutoTopUpPolicy,
      AutoTopUpReservation,
    ]),
    WalletModule,
  ],
  controllers: [AutoTopUpController],
  providers: [
    AutoTopUpCron,
    AutoTopUps,
    AutoTopUpSweeps,
    AutoTopUpTriggers,
    DecisionLog,
    Evaluation,
    IncrementPrices,
    Judge,
    MonthlyLimit,
    PolicyCards,
    PolicyCardUse,
    Rehearsal,
    Reservations,
    Suspensions,
    TopUpCharge,
  ],
  exports: [AutoTopUps],
})
export class AutoTopUpModule {}
