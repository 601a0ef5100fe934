import { csvText } from './csv-text.js';
import { tableAsCsv } from './table-csv.js';

function table(html: string): HTMLTableElement {
  const found = new DOMParser().parseFromString(`<table>${html}</table>`, 'text/html');
  return found.querySelector('table')!;
}

describe('tableAsCsv', () => {
  it('keeps what is shown, instants in full, and figures as figures', () => {
    const shown = table(`
      <thead><tr><th>Lot</th><th class="num">Left</th><th>Ends</th></tr></thead>
      <tbody>
        <tr><td>Growth <b>Paid</b></td><td>\u22124,800</td>
            <td><time datetime="2026-06-23T04:00:00.000Z">Jun 23</time></td></tr>
        <tr><td>=cmd()</td><td>80%</td><td>Never</td></tr>
      </tbody>`);
    expect(tableAsCsv(shown)).toBe(
      'Lot,Left,Ends\r\nGrowth Paid,"-4,800",2026-06-23T04:00:00.000Z\r\n"\'=cmd()",80%,Never\r\n',
    );
  });
});

describe('csvText', () => {
  it('escapes what a spreadsheet would run, but not figures', () => {
    expect(csvText(['a'], [['-2+3'], ['-12'], ['+7.5'], ['@x']])).toBe(
      'a\r\n"\'-2+3"\r\n-12\r\n+7.5\r\n"\'@x"\r\n',
    );
  });
});
