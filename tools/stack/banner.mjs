const PEOPLE = [
  ['admin@acme.test', 'admin of Acme: buys, configures, spends'],
  ['viewer@acme.test', 'viewer of Acme'],
  ['admin@globex.test', 'admin of Globex'],
  ['admin@umi.test', 'admin of Umi (yen)'],
  ['support@purser.test', 'support: sees and adjusts every wallet'],
  ['lead@purser.test', 'second approver'],
  ['root@purser.test', 'platform administrator'],
];

/**
 * What a person should know once everything runs.
 *
 * @param {string} address
 * @param {Record<string, any> | null} demo what the seed told
 * @param {string} password
 * @returns {string}
 */
export function banner(address, demo, password) {
  const lines = ['', `Purser is ready at ${address}`, `API docs at ${address}/api/docs`];
  if (demo) {
    const width = Math.max(...PEOPLE.map(([email = '']) => email.length));
    lines.push(
      '',
      `Sign in with the password ${password} as`,
      ...PEOPLE.map(([email = '', role]) => `  ${email.padEnd(width)}  ${role}`),
      ...exampleOf(address, demo),
    );
  }
  return [...lines, '', 'Ctrl-C stops everything; the data stays in .purser/.', ''].join('\n');
}

/** @param {string} address @param {Record<string, any>} demo @returns {string[]} */
function exampleOf(address, { apiKey, organizations }) {
  const acme = organizations?.Acme;
  if (!apiKey || !acme) return [];
  return [
    '',
    'Spend 250 tokens of Acme with its API key:',
    `  KEY=${apiKey}`,
    `  ORG=${acme}`,
    `  curl -s ${address}/api/tokens/wallet/$ORG/debits \\`,
    '    -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\',
    '    -d \'{"amount": 250, "reference": "job-42"}\'',
  ];
}
