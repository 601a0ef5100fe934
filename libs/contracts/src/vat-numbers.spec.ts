import { vatNumberExample, vatNumberOf } from './vat-numbers.js';

const UNION =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

describe('VAT numbers', () => {
  it.each(UNION)('of %s are known by their form, of which there is an example', (country) => {
    const example = vatNumberExample(country);
    expect(example).not.toBeNull();
    expect(vatNumberOf(example, country)).toBe(example);
    expect(vatNumberOf(`${example}0000`, country)).toBeNull();
    expect(vatNumberOf(example, country === 'FR' ? 'DE' : 'FR')).toBeNull();
  });

  it.each([
    ['fr 12 345 678 901', 'FR', 'FR12345678901'],
    ['FRXX345678901', 'FR', 'FRXX345678901'],
    ['el-123.456.789', 'GR', 'EL123456789'],
    ['GR123456789', 'GR', null],
    ['ATU 1234 5678', 'AT', 'ATU12345678'],
    ['AT12345678', 'AT', null],
    ['IE1A23456W', 'IE', 'IE1A23456W'],
    ['NL123456789B01', 'NL', 'NL123456789B01'],
    ['ESB12345678', 'ES', 'ESB12345678'],
    ['x', 'FR', null],
    ['', 'FR', null],
    [null, 'FR', null],
    ['12345678901', 'FR', null],
    ['12-3456789', 'US', null],
    ['GB123456789', 'GB', null],
  ])('%p in %s is %p', (taxId, country, number) => {
    expect(vatNumberOf(taxId, country)).toBe(number);
  });

  it('have no example where no form is known', () => {
    expect(vatNumberExample('US')).toBeNull();
  });
});
