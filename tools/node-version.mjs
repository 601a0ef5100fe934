// Imported first by every script, so it must run on any Node that reads modules.
const LEAST_MAJOR = 24;
const LEAST_MINOR = 15;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isGoodEnough = major > LEAST_MAJOR || (major === LEAST_MAJOR && minor >= LEAST_MINOR);
if (!isGoodEnough) {
  console.error(
    `Purser needs Node ${LEAST_MAJOR}.${LEAST_MINOR} or newer; this is ${process.version}.\n` +
      'It comes along as a development dependency: run `npm ci` with install scripts allowed, then ' +
      'start through npm (`npm start`, `npm test`).',
  );
  process.exit(1);
}
