import { organization } from '../../testing/views.js';
import { changedSettings, mergeSettings, settingsBody, settingsOf } from './settings-draft.js';

const base = settingsOf(
  organization({ addressLines: ['1 Liberty Plaza', 'New York'], poNumber: 'PO-1' }),
);

describe('settings as fields', () => {
  it('go to the API without empty lines, empty ones as none', () => {
    const typed = {
      ...base,
      address: ' 2 Elm St \n\nTroy',
      poNumber: ' ',
      legalName: ' Acme Inc. ',
    };
    expect(settingsBody(typed)).toMatchObject({
      addressLines: ['2 Elm St', 'Troy'],
      poNumber: null,
      taxId: null,
      legalName: 'Acme Inc.',
    });
  });

  it('take what only one of two people changed', () => {
    const mine = { ...base, taxId: '12-3' };
    const theirs = { ...base, poNumber: 'PO-2' };
    expect(mergeSettings(base, mine, theirs)).toEqual({
      merged: { ...base, taxId: '12-3', poNumber: 'PO-2' },
      conflicts: [],
    });
  });

  it('keep mine and tell where both changed the same thing differently', () => {
    const mine = { ...base, poNumber: 'PO-9', name: 'Acme 2' };
    const theirs = { ...base, poNumber: 'PO-2', name: 'Acme 2' };
    const { merged, conflicts } = mergeSettings(base, mine, theirs);
    expect(changedSettings(base, merged)).toEqual(['name', 'poNumber']);
    expect(conflicts).toEqual([{ name: 'poNumber', mine: 'PO-9', theirs: 'PO-2' }]);
  });
});
