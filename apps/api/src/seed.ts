import { readConfig } from '@purser/platform';
import { seedDemo } from './demo/seed-demo.js';

const DEMO_DAYS = 120;

/** Seeds the demo and prints one line of JSON: `{"demo": {...}}`, or null when it is there already. */
const demo = await seedDemo(readConfig(), { days: DEMO_DAYS }).catch((error: unknown) => {
  if (error instanceof Error && error.message === 'The demo is seeded already') return null;
  throw error;
});
console.log(JSON.stringify({ demo }));
process.exit(0);
