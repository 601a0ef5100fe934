// Imported first by every script, so it must run on any Node that reads modules.
const LEAST = [24, 15];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isGoodEnough = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
if (!isGoodEnough) {
  console.error(
    `Purser needs Node ${LEAST.join('.')} or newer; this is ${process.version}.\n` +
      'It comes along as a development dependency: run `npm ci` with install scripts allowed, then ' +
      'start through npm (`npm start`, `npm test`).',
  );
  process.exit(1);
}
