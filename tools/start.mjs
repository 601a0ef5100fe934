import './node-version.mjs';
import { build } from './build.mjs';
import { PROGRAMS } from './paths.mjs';
import { banner } from './stack/banner.mjs';
import { withStack } from './stack/stack.mjs';

/**
 * A young generation of 8 MB: the API takes 70 MB less, which a laptop is glad of, and a tenth more
 * processor under full load, which it never has.
 */
const SMALL = ['--enable-source-maps', '--max-semi-space-size=8'];

await withStack(async (stack) => {
  await stack.prepare();
  await build(stack.say);
  await stack.startFoundation();
  stack.startPart('api', [...SMALL, PROGRAMS.api]);
  await stack.untilReady();
  const password = process.env['PURSER_DEMO_PASSWORD'] || 'purser-demo';
  console.log(banner(stack.address, stack.demo, password));
});
