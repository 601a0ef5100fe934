import './node-version.mjs';
import { build } from './build.mjs';
import { PROGRAMS } from './paths.mjs';
import { banner } from './stack/banner.mjs';
import { withStack } from './stack/stack.mjs';

await withStack(async (stack) => {
  await stack.prepare();
  await build(stack.say);
  await stack.startFoundation();
  stack.startPart('api', ['--enable-source-maps', PROGRAMS.api]);
  await stack.untilReady();
  const password = process.env['PURSER_DEMO_PASSWORD'] || 'purser-demo';
  console.log(banner(stack.address, stack.demo, password));
});
