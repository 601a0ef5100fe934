/**
 * Whose chain the changes are in that are no organization's: packages, prices, tax rates, the seller.
 * A UUIDv8 that no organization can have, because theirs are made as UUIDv7. A change of platform
 * tables that is to be recorded runs in a transaction of this id.
 */
export const PLATFORM_TRAIL = '00000000-0000-8000-8000-000000000000';
