import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { AccessCheck } from './access/access-check.js';
import { AccessChange } from './access/access-change.entity.js';
import { AccessChanges } from './access/access-changes.js';
import { AccessTokenStrategy } from './access/access-token.strategy.js';
import { AccessGuard } from './access/access.guard.js';
import { AccessTokenGuard, AuthenticationGuard } from './access/authentication.guard.js';
import { Principals } from './access/principals.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { KeyDirectoryEntry } from './api-keys/key-directory.entity.js';
import { MachineClock } from './machine-clock.js';
import { KeyPrincipals } from './api-keys/key-principals.service.js';
import { Member } from './members/member.entity.js';
import { MembersController } from './members/members.controller.js';
import { Members } from './members/members.service.js';
import { MembershipDirectoryEntry } from './members/membership-directory.entity.js';
import { OrganizationDirectoryEntry } from './organizations/organization-directory.entity.js';
import { OrganizationNote } from './notes/organization-note.entity.js';
import { OrganizationNotesController } from './notes/organization-notes.controller.js';
import { OrganizationNotes } from './notes/organization-notes.service.js';
import { Organization } from './organizations/organization.entity.js';
import { OrganizationsController } from './organizations/organizations.controller.js';
import { Organizations } from './organizations/organizations.service.js';
import { PasswordLink } from './passwords/password-link.entity.js';
import { PasswordLinks } from './passwords/password-links.service.js';
import { PasswordReset } from './passwords/password-reset.service.js';
import { PasswordController } from './passwords/password.controller.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { AuthController } from './sessions/auth.controller.js';
import { JwksController } from './sessions/jwks.controller.js';
import { LoginFailure } from './sessions/login-failure.entity.js';
import { LoginThrottle } from './sessions/login-throttle.js';
import { RefreshToken } from './sessions/refresh-token.entity.js';
import { SameSiteGuard } from './sessions/same-site.guard.js';
import { SessionUsers } from './sessions/session-users.service.js';
import { Session } from './sessions/session.entity.js';
import { Sessions } from './sessions/sessions.service.js';
import { SignIn } from './sessions/sign-in.service.js';
import { SigningKeys } from './sessions/signing-keys.js';
import { User } from './users/user.entity.js';
import { Users } from './users/users.service.js';

const ENTITIES = [
  AccessChange,
  ApiKey,
  KeyDirectoryEntry,
  LoginFailure,
  Member,
  MembershipDirectoryEntry,
  Organization,
  OrganizationDirectoryEntry,
  OrganizationNote,
  PasswordLink,
  RefreshToken,
  Session,
  User,
];

const SHARED = [AccessCheck, ApiKeys, MachineClock, Members, Organizations, PasswordLinks, Users];

/**
 * Who calls and what they may do. Its two guards stand before every handler of the application:
 * first who (401), then whether (404, 403).
 */
@Module({
  imports: [AuditModule, PassportModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [
    ApiKeysController,
    AuthController,
    JwksController,
    MembersController,
    OrganizationNotesController,
    OrganizationsController,
    PasswordController,
  ],
  providers: [
    AccessChanges,
    AccessGuard,
    AccessTokenGuard,
    AccessTokens,
    AccessTokenStrategy,
    AuthenticationGuard,
    KeyPrincipals,
    LoginThrottle,
    OrganizationNotes,
    PasswordReset,
    Principals,
    SameSiteGuard,
    Sessions,
    SessionUsers,
    SignIn,
    SigningKeys,
    ...SHARED,
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: SHARED,
})
export class IdentityModule {}
