export * from './identity.module.js';
export * from './identity.errors.js';
export * from './identity.events.js';
export * from './machine-clock.js';
export { AccessCheck } from './access/access-check.js';
export { ApiKeys, type NewApiKey } from './api-keys/api-keys.service.js';
export { Members, type Contact, type Invitation } from './members/members.service.js';
export {
  Organizations,
  type NewOrganization,
  type OrganizationProfile,
  type OrganizationSettings,
} from './organizations/organizations.service.js';
export { PasswordLinks, type WaitingLink } from './passwords/password-links.service.js';
export { Users, type NewUser } from './users/users.service.js';
