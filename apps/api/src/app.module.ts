import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AuditModule } from '@purser/audit';
import { AutoTopUpModule } from '@purser/auto-topup';
import { IdentityModule } from '@purser/identity';
import { InvoicesModule } from '@purser/invoices';
import { NotificationsModule } from '@purser/notifications';
import { PackagesModule } from '@purser/packages';
import { PaymentsModule } from '@purser/payments';
import { PlatformModule, type Clock, type PurserConfig } from '@purser/platform';
import { PurchasesModule } from '@purser/purchases';
import { ReportsModule } from '@purser/reports';
import { SubscriptionsModule } from '@purser/subscriptions';
import { WalletModule } from '@purser/wallet';
import { LoggerModule } from 'nestjs-pino';
import { HealthController } from './health/health.controller.js';
import { RateLimitGuard } from './http/rate-limit.guard.js';
import { loggerOptions } from './http/logger-options.js';
import { InstallationController } from './installation/installation.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';

/** Wires every room; decides nothing. */
@Module({})
export class AppModule {
  static forRoot(config: PurserConfig, clock?: Provider<Clock>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerOptions(config)),
        PlatformModule.forRoot(config, clock),
        TerminusModule.forRoot({ logger: false }),
        AuditModule,
        IdentityModule,
        PackagesModule,
        WalletModule,
        PaymentsModule,
        InvoicesModule,
        PurchasesModule,
        SubscriptionsModule,
        AutoTopUpModule,
        NotificationsModule,
        ReportsModule,
      ],
      controllers: [HealthController, InstallationController, MetricsController],
      providers: [RateLimitGuard],
    };
  }
}
