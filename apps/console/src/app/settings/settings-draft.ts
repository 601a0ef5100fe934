import type { OrganizationView } from '@purser/contracts';

/** The settings as their fields hold them, all as text; the address has a line for each line. */
export interface SettingsDraft {
  name: string;
  legalName: string;
  address: string;
  taxId: string;
  billingEmail: string;
  poNumber: string;
  timeZone: string;
}

export type SettingName = keyof SettingsDraft;

/** What each setting is called. */
export const SETTING_WORDS: Record<SettingName, string> = {
  name: 'Name',
  legalName: 'Legal name',
  address: 'Address',
  taxId: 'Tax id',
  billingEmail: 'Billing e-mail',
  poNumber: 'PO number',
  timeZone: 'Time zone',
};

export const SETTING_NAMES = Object.keys(SETTING_WORDS) as SettingName[];

/** A setting that two people changed to different things. */
export interface SettingConflict {
  name: SettingName;
  mine: string;
  theirs: string;
}

/** The settings of an organization as fields. */
export function settingsOf(organization: OrganizationView): SettingsDraft {
  return {
    name: organization.name,
    legalName: organization.legalName,
    address: (organization.addressLines ?? []).join('\n'),
    taxId: organization.taxId ?? '',
    billingEmail: organization.billingEmail,
    poNumber: organization.poNumber ?? '',
    timeZone: organization.timeZone,
  };
}

/** The fields as the API takes them; what is empty is none. */
export function settingsBody(draft: SettingsDraft) {
  return {
    name: draft.name.trim(),
    legalName: draft.legalName.trim(),
    addressLines: addressLines(draft.address),
    taxId: draft.taxId.trim() || null,
    billingEmail: draft.billingEmail.trim(),
    poNumber: draft.poNumber.trim() || null,
    timeZone: draft.timeZone,
  };
}

/** The lines of an address without the empty ones. */
export function addressLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The settings that differ. */
export function changedSettings(before: SettingsDraft, after: SettingsDraft): SettingName[] {
  return SETTING_NAMES.filter((name) => before[name] !== after[name]);
}

/**
 * Brings two changes of `base` together: what only one of them changed is taken; where both changed
 * the same setting differently, mine stays and the conflict is told.
 */
export function mergeSettings(
  base: SettingsDraft,
  mine: SettingsDraft,
  theirs: SettingsDraft,
): { merged: SettingsDraft; conflicts: SettingConflict[] } {
  const merged = { ...mine };
  const conflicts: SettingConflict[] = [];
  for (const name of changedSettings(base, theirs)) {
    if (mine[name] === base[name]) merged[name] = theirs[name];
    else if (mine[name] !== theirs[name]) {
      conflicts.push({ name, mine: mine[name], theirs: theirs[name] });
    }
  }
  return { merged, conflicts };
}
